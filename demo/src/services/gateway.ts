import { requiredText } from '../platform/environment.ts';
import { jsonApp, serve } from '../platform/serve.ts';
import { UpstreamTimeout, upstream } from '../platform/upstream.ts';
import { sessionCheck } from './gateway-identity.ts';

/** The page must be whole after this many milliseconds, or the viewer is told so. */
const DEADLINE_MS = 5_000;

const api = upstream('api', requiredText('gateway', 'API_URL'), DEADLINE_MS);
const sessions = sessionCheck();
const app = jsonApp();

/** The entry of the journey *press play*. Whoever brings no session is a guest and plays too; a forged one does not. */
app.get('/play/:title', async (request, response) => {
  const user = request.get('x-user-id');
  if (!user) return void response.status(400).json({ error: 'the header x-user-id is missing' });
  const token = request.get('x-session');
  const session = token === undefined ? null : await sessions.of(token);
  if (session && session.user !== user)
    return void response.status(401).json({ error: 'the session in x-session is not of this user, or it has ended' });
  response.set('x-session-checked', session?.by ?? 'nobody');
  try {
    const page = await api.get(`/page/${encodeURIComponent(request.params.title)}`, { 'x-user-id': user });
    response.status(page.status).type('json').send(page.body);
  } catch (error) {
    response.status(error instanceof UpstreamTimeout ? 504 : 502).json({ error: String(error) });
  }
});

serve('gateway', app, () => {
  sessions.close();
  api.close();
});
