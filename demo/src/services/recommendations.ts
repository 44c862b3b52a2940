import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';

const store = database('recommendations');
const app = jsonApp();

/** The most popular titles of the same genre. */
app.get('/recommendations/:title', async (request, response) => {
  const items = await store.rows<{ slug: string; name: string }>(
    'similar',
    `select other.slug, other.name
     from hormesis_demo.titles this join hormesis_demo.titles other on other.genre = this.genre and other.slug <> this.slug
     where this.slug = $1 order by other.popularity desc limit 10`,
    [request.params.title],
  );
  response.json({ source: 'similar', items });
});

serve('recommendations', app, () => store.close());
