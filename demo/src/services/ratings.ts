import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';
import { shortMemory } from '../store/short-memory.ts';

const KEEP_MS = 60_000;

const store = database('ratings');
const app = jsonApp();

const ratingOf = shortMemory(KEEP_MS, async (title) => {
  const [row] = await store.rows<{ stars_tenths: number; votes: number }>(
    'rating',
    'select stars_tenths, votes from hormesis_demo.ratings where slug = $1',
    [title],
  );
  return row;
});

app.get('/ratings/:title', async (request, response) => {
  const rating = await ratingOf(request.params.title);
  if (!rating) return void response.status(404).json({ error: 'no rating' });
  response.json({ stars: rating.stars_tenths / 10, votes: rating.votes });
});

serve('ratings', app, () => store.close());
