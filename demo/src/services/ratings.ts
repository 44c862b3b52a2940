import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';

const store = database('ratings');
const app = jsonApp();

app.get('/ratings/:title', async (request, response) => {
  const [row] = await store.rows<{ stars_tenths: number; votes: number }>(
    'rating',
    'select stars_tenths, votes from hormesis_demo.ratings where slug = $1',
    [request.params.title],
  );
  if (!row) return void response.status(404).json({ error: 'no rating' });
  response.json({ stars: row.stars_tenths / 10, votes: row.votes });
});

serve('ratings', app, () => store.close());
