import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';

const store = database('subscriptions');
const app = jsonApp();

app.get('/plan', async (request, response) => {
  const [row] = await store.rows<{ plan: string }>(
    'plan',
    'select plan from hormesis_demo.subscriptions where user_id = $1',
    [String(request.query.user)],
  );
  response.json({ plan: row?.plan ?? 'standard', source: 'current' });
});

serve('subscriptions', app, () => store.close());
