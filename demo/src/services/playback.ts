import { injectionPoint } from '@hormesis/node';
import { wholeNumber } from '../platform/environment.ts';
import { ownPlace } from '../platform/place.ts';
import { jsonApp, serve } from '../platform/serve.ts';
import { database } from '../store/database.ts';
import { evcache } from './evcache.ts';
import { licenseServer } from './license-server.ts';
import { streamSlots } from './stream-slots.ts';

const KEEP_MS = 60_000;
const STREAMS_AT_ONCE = 4;

const store = database('playback');
const licenses = licenseServer({
  answerMs: wholeNumber('playback', 'DEMO_LICENSE_MS', 2),
  failurePpm: wholeNumber('playback', 'DEMO_FAILURE_PPM', 2_000),
  random: Math.random,
});
const slots = streamSlots(STREAMS_AT_ONCE, () => performance.now());
const app = jsonApp();

interface Stream {
  readonly origin: string;
  readonly bitrate_kbps: number;
}
const cache = evcache<Stream>(KEEP_MS, ownPlace(), () => performance.now());

/** From the cache, or from the store when it is not there or the cache is gone. */
async function streamOf(title: string): Promise<Stream | undefined> {
  const known = await cache.get(title);
  if (known) return known;
  const [row] = await store.rows<Stream>(
    'stream',
    'select origin, bitrate_kbps from hormesis_demo.streams where slug = $1',
    [title],
  );
  if (row) cache.set(title, row);
  return row;
}

/**
 * Where the stream is and the license to decrypt it; without both there is nothing to play. Whoever gets none of the
 * account's streams is shown the preview. So is everybody when they cannot be counted: the page looks right, every
 * answer is 200, and no film begins.
 */
app.get('/stream/:title', async (request, response) => {
  const { title } = request.params;
  const user = String(request.query.user);
  const stream = await streamOf(title);
  if (!stream) return void response.status(404).json({ error: 'no stream' });
  const [license, kind] = await Promise.all([
    injectionPoint('custom:license/issue', () => licenses.issue(user, title)),
    injectionPoint('custom:slots/take', () => slots.take(user)).then(
      () => 'film',
      () => 'preview',
    ),
  ]);
  response.json({ kind, url: `https://${stream.origin}.example/${title}/${kind}/${stream.bitrate_kbps}`, license });
});

serve('playback', app, () => store.close());
