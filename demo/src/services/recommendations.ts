import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';
import { shortMemory } from '../store/short-memory.ts';

const KEEP_MS = 60_000;

const store = database('recommendations');
const app = jsonApp();

/** The most popular titles of the same genre. */
const similarTo = shortMemory(KEEP_MS, (title) =>
  store.rows<{ slug: string; name: string }>(
    'similar',
    `select other.slug, other.name
     from hormesis_demo.titles this join hormesis_demo.titles other on other.genre = this.genre and other.slug <> this.slug
     where this.slug = $1 order by other.popularity desc limit 10`,
    [title],
  ),
);

app.get('/recommendations/:title', async (request, response) => {
  response.json({ source: 'similar', items: await similarTo(request.params.title) });
});

serve('recommendations', app, () => store.close());
