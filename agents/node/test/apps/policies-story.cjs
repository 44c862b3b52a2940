// A service whose cockatiel policies around ratings serve a fallback, retry, time out, reject and open; tells what the agent heard.
const http = require('node:http');

const get = (url, headers = {}, signal = undefined) =>
  new Promise((resolve, reject) => {
    http
      .get(url, { headers, signal }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode >= 500) reject(new Error(`status ${response.statusCode}`));
          else resolve(response.statusCode);
        });
      })
      .on('error', reject);
  });

const listen = (server, port) =>
  new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });

module.exports = async function story(cockatiel) {
  const { bulkhead, circuitBreaker, ConsecutiveBreaker, fallback, handleAll, retry, timeout, wrap } = cockatiel;
  const agent = globalThis.hormesisAgent;
  const ratings = http.createServer((_request, response) => response.end('4'));
  const url = await listen(ratings, Number(process.env.TEST_DEPENDENCIES.split(':').at(-1)));
  const noStars = () => fallback(handleAll, 'no stars');
  let serve;
  const api = http.createServer((_request, response) => serve().then((body) => response.end(String(body))));
  const apiUrl = await listen(api, 0);
  const told = [];
  const act = async (name, work, headers = { 'x-carried': '1' }) => {
    serve = work;
    await get(apiUrl, headers);
    const events = agent.breakerEvents.splice(0).map(({ event, callGroup }) => `${event} ${callGroup}`);
    const fates = agent.fates.splice(0).map(({ fate }) => fate.absorbedBy ?? fate);
    told.push([name, events, fates]);
  };
  const fail = (fault) => {
    agent.faults = fault === null ? {} : { 'api>http:ratings': fault };
  };

  const plain = noStars();
  fail({ kind: 'error', status: 503 });
  await act('fallback', () => plain.execute(() => get(url)));
  fail(null);
  await act('nothing to hide', () => plain.execute(() => get(url)));

  fail({ kind: 'abort' });
  const again = retry(handleAll, { maxAttempts: 2 });
  await act('retry', () =>
    again.execute(({ attempt }) => {
      if (attempt > 0) fail(null);
      return get(url);
    }),
  );

  fail({ kind: 'timeout' });
  const limited = wrap(noStars(), timeout(50, 'optimistic'));
  await act('timeout', () => limited.execute(({ signal }) => get(url, {}, signal)));

  fail(null);
  const narrow = bulkhead(1, 0);
  const one = wrap(noStars(), narrow);
  await act('bulkhead', () => Promise.all([1, 2].map(() => one.execute(() => get(url)))));

  fail({ kind: 'error', status: 503 });
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(1) });
  const guarded = wrap(noStars(), breaker);
  await act('opens', () => guarded.execute(() => get(url)));
  await act('is open', () => guarded.execute(() => get(url)));
  await act('is open for everybody', () => guarded.execute(() => get(url)), {});

  process.stdout.write(`${JSON.stringify({ told, reasons: agent.reasons, inFlight: agent.inFlight })}\n`);
  setTimeout(() => process.exit(), 50);
};
