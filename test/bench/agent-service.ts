/** A small service as everybody writes it: Express, a header, one outgoing call over a kept connection. */
import http from 'node:http';
import express from 'express';

const dependency = process.env.DEPENDENCY_URL ?? '';
const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 64 });
const app = express();

app.get('/work', (request, response, next) => {
  http
    .get(`${dependency}/fact`, { agent: keepAlive }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => response.json({ user: request.get('x-user-id'), fact: JSON.parse(text) }));
    })
    .on('error', next);
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
