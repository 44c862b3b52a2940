import { injectionPoint } from '@hormesis/node';
import { wholeNumber } from '../platform/environment.ts';
import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';
import { shortMemory } from '../store/short-memory.ts';
import { licenseServer } from './license-server.ts';

const KEEP_MS = 60_000;

const store = database('playback');
const licenses = licenseServer({
  answerMs: wholeNumber('playback', 'DEMO_LICENSE_MS', 2),
  failurePpm: wholeNumber('playback', 'DEMO_FAILURE_PPM', 2_000),
  random: Math.random,
});
const app = jsonApp();

const streamOf = shortMemory(KEEP_MS, async (title) => {
  const [row] = await store.rows<{ origin: string; bitrate_kbps: number }>(
    'stream',
    'select origin, bitrate_kbps from hormesis_demo.streams where slug = $1',
    [title],
  );
  return row;
});

/** Where the stream is and the license to decrypt it; without both there is nothing to play. */
app.get('/stream/:title', async (request, response) => {
  const { title } = request.params;
  const stream = await streamOf(title);
  if (!stream) return void response.status(404).json({ error: 'no stream' });
  const license = await injectionPoint('custom:license/issue', () => licenses.issue(String(request.query.user), title));
  response.json({ url: `https://${stream.origin}.example/${title}/${stream.bitrate_kbps}`, license });
});

serve('playback', app, () => store.close());
