import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { Answer } from './cells.ts';

/** A request that belongs to an experiment, with a forged member that must not arrive. */
const HEADERS = { 'x-carried': '1', baggage: 'a=1,hormesis=v1.forged;u=ff' };

/** Asks one server of the application for one call. The way depends on what the server speaks. */
export async function ask(server: string, port: number, cell: Record<string, string>): Promise<Answer> {
  const path = `/cell?${new URLSearchParams(cell)}`;
  if (server.startsWith('http2')) return askHttp2(server.includes('streams') ? 'http' : 'https', port, path);
  const options = { host: '127.0.0.1', port, path, headers: HEADERS, agent: false, rejectUnauthorized: false };
  const request = (server === 'https' ? https : http).get(options);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return JSON.parse(await textOf(response)) as Answer;
}

async function askHttp2(scheme: 'http' | 'https', port: number, path: string): Promise<Answer> {
  const session = http2.connect(`${scheme}://127.0.0.1:${port}`, { rejectUnauthorized: false });
  try {
    return JSON.parse(await textOf(session.request({ ...HEADERS, ':path': path }))) as Answer;
  } finally {
    session.close();
  }
}

async function textOf(readable: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of readable) text += chunk;
  return text;
}
