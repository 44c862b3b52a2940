import { jsonApp, serve } from '../platform/serve.ts';
import { userOf } from '../platform/session-token.ts';

const app = jsonApp();

/** Who a session belongs to. A token that says nothing is an answer, not a failure: it must open nobody's breaker. */
app.get('/session', (request, response) => {
  response.json({ user: userOf(String(request.query.token ?? ''), Date.now()) });
});

serve('identity', app, () => {});
