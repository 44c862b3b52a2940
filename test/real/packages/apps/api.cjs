// A service as its owner would write it, in CommonJS: one call by http, one that only an injection point sees.
const http = require('node:http');
const { injectionPoint, isInjectedFault } = require('@hormesis/node');

const ratings = () =>
  new Promise((resolve, reject) => {
    http.get(process.env.RATINGS, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });
const license = () =>
  injectionPoint('custom:license/issue', () => 'issued').catch((error) =>
    isInjectedFault(error) ? 'injected' : 'broken',
  );

const server = http.createServer(async (_request, response) => {
  response.end(JSON.stringify({ node: process.version, ratings: await ratings(), license: await license() }));
});
server.listen(0, '127.0.0.1', () => process.send({ type: 'ready', port: server.address().port }));
