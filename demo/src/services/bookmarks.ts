import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';

const store = database('bookmarks');
const app = jsonApp();

app.get('/bookmarks/:title', async (request, response) => {
  const [row] = await store.rows<{ position_s: number }>(
    'bookmark',
    'select position_s from hormesis_demo.bookmarks where user_id = $1 and slug = $2',
    [String(request.query.user), request.params.title],
  );
  response.json({ source: 'saved', positionS: row?.position_s ?? 0 });
});

serve('bookmarks', app, () => store.close());
