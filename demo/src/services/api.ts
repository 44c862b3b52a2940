import { kpi } from '@hormesis/node';
import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';
import { apiDependencies } from './api-dependencies.ts';
import { titleCatalogue } from './title-catalogue.ts';

const store = database('api');
const titles = titleCatalogue(store);
const dependencies = apiDependencies(titles);
const app = jsonApp();

/** Composes the play page; all of its parts are asked for at once. */
app.get('/page/:title', async (request, response) => {
  const user = request.get('x-user-id') ?? '';
  const title = await titles.find(request.params.title);
  if (!title) return void response.status(404).json({ error: `no title ${JSON.stringify(request.params.title)}` });
  const [subscription, stream, recommendations, rating, bookmark] = await Promise.all([
    dependencies.subscription(user),
    dependencies.stream(user, title),
    dependencies.recommendations(title),
    dependencies.rating(title),
    dependencies.bookmark(user, title),
  ]);
  // What the viewer came for: not a page, but the film.
  if (stream.kind === 'film') kpi('play_start');
  response.json({ title, subscription, stream, recommendations, rating, bookmark });
});

serve('api', app, async () => {
  dependencies.close();
  await store.close();
});
