/**
 * A small service as everybody writes it: Express, a header, one outgoing call over a kept connection. CommonJS, because
 * OpenTelemetry patches that without a loader, and JavaScript, because it runs on Node 20 as well. `CLIENT=fetch` makes the
 * call with the global `fetch`.
 */
const http = require('node:http');
const express = require('express');

const fact = `${process.env.DEPENDENCY_URL}/fact`;
const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 64 });
const app = express();

function byHttp(request, response, next) {
  http
    .get(fact, { agent: keepAlive }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => response.json({ user: request.get('x-user-id'), fact: JSON.parse(text) }));
    })
    .on('error', next);
}

async function byFetch(request, response) {
  const answer = await fetch(fact);
  response.json({ user: request.get('x-user-id'), fact: await answer.json() });
}

app.get('/work', process.env.CLIENT === 'fetch' ? byFetch : byHttp);

const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
// Connections outlive the time in which the other services have their turn.
server.keepAliveTimeout = 3_600_000;
process.on('message', () => process.send({ cpu: process.cpuUsage() }));
