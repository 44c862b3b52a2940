import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { REASONS } from './reasons.ts';
import { RESULT_FILE, type Result } from './result.ts';
import { LIMIT_MS, type Timing } from './timings.ts';
import type { Cell } from './walk.ts';

/** `node test/real/compatibility/page.ts` after `npm run test:real`: the page of what that run found. */
const PAGE = fileURLToPath(new URL('../../../docs/reference/compatibility.md', import.meta.url));

const result = JSON.parse(readFileSync(RESULT_FILE, 'utf8')) as Result;
const cells = result.walks.flatMap((walk) => walk.cells);
const timings = result.walks.flatMap((walk) => walk.timings);

const processOf = ({ node, modules, openTelemetry }: Cell): string =>
  `Node ${node}, ${modules}, OpenTelemetry ${openTelemetry}`;

/** A table of two of the five dimensions: how many of all the others pass. */
function projection(corner: string, rowOf: (cell: Cell) => string, columnOf: (cell: Cell) => string): string {
  const rows = [...new Set(cells.map(rowOf))];
  const columns = [...new Set(cells.map(columnOf))];
  const lines = rows.map((row) => {
    const counted = columns.map((column) => {
      const tried = cells.filter((cell) => rowOf(cell) === row && columnOf(cell) === column);
      const passed = tried.filter(({ problem }) => problem === null).length;
      return passed === tried.length ? `${passed}` : `**${passed} of ${tried.length}**`;
    });
    return tableRow([row, ...counted]);
  });
  return [tableRow([corner, ...columns]), tableRow(['---', ...columns.map(() => '---:')]), ...lines].join('\n');
}

const tableRow = (fields: readonly string[]): string => `| ${fields.join(' | ')} |`;

function reasons(): string {
  const lines = REASONS.map(({ covers, text }) => `- ${cells.filter(covers).length} of them: ${text}`);
  return lines.length > 0 ? lines.join('\n') : 'Every combination passes; there is no reason to list.';
}

function limits(): string {
  const keys = [...new Set(timings.map(({ client, limit }) => `${client}\t${limit}`))];
  const lines = keys.map((key) => {
    const [client = '', limit = ''] = key.split('\t');
    const own = timings.filter((timing) => timing.client === client && timing.limit === limit);
    const spread = (of: (timing: Timing) => number) => spreadOf(own.map(of));
    const differences = own.map(({ realMs, injectedMs }) => injectedMs - realMs);
    return tableRow([
      client,
      limit,
      spread((each) => each.realMs),
      spread((each) => each.injectedMs),
      spreadOf(differences),
    ]);
  });
  const head = ['client', 'limit', 'a server that hangs, ms', 'injected, ms', 'difference, ms'];
  return [tableRow(head), tableRow(['---', '---', '---:', '---:', '---:']), ...lines].join('\n');
}

/** Median, and the smallest and largest of the processes. */
function spreadOf(values: readonly number[]): string {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  return `${sorted[sorted.length >> 1]} (${sorted[0]} to ${sorted.at(-1)})`;
}

const next = JSON.parse(readFileSync(new URL('../next/app/package.json', import.meta.url), 'utf8')).dependencies.next;
const failing = cells.filter(({ problem }) => problem !== null).length;
const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version.replace(/^npm:.*@/, '')}`);

writeFileSync(
  PAGE,
  `# Compatibility of the Node agent

Made by \`npm run test:real\` and \`node test/real/compatibility/page.ts\`. ${cells.length} combinations were run: ${new Set(cells.map(processOf)).size} processes, in
each of them every client library inside every server library with every fault. ${cells.length - failing} pass.

A combination passes when the server read its \`baggage\` without the forged member and with everybody else's; when the
call was what the fault makes of it (answered, delayed, broken, hanging until the caller's AbortSignal, slow, or with
other bytes of the same length); when without a fault the dependency read our member exactly once and a foreign host
never; and when the agent counted every call once, with its outcome, and had none in flight at the end.

Versions: ${versions.join(', ')}. On Node 20 the clients are got ${result.versions.got14?.replace(/^npm:.*@/, '')} and undici ${result.versions.undici7?.replace(/^npm:.*@/, '')}, which still run there.

## By process and fault

${projection('process', processOf, ({ fault }) => fault)}

## By client and server

${projection(
  'client',
  ({ client }) => client,
  ({ server }) => server,
)}

## What does not pass

${reasons()}

## A caller's own limits

A limit of ${LIMIT_MS} ms, against a server that really hangs and against an injected timeout, taking turns in one process: the
median of the processes, and the smallest and the largest (each of them the median of three). The error was the same in
every pair. Measured on two cores that were busy with other work, which is what the outliers show. undici counts its
headers timeout in ticks of half a second, two at least; an injected one does the same.

${limits()}

## Software by others, with its own tests

Run unchanged under the agent on Node 24, every request in an experiment and every call on the machine carrying context
(\`test/real/others\`): the tests that express-http-proxy (an Express application) and koa-better-http-proxy (one of Koa) ship
in their packages, without those that call httpbin.org or github.com; those of LoopBack's todo list (an application on
Express); and Fastify's own tests of requests, streams, upgrades, HTTP/2 and HTTPS. Express and Koa
themselves ship no tests in their packages.

## Next.js

Next.js ${next} (\`test/real/next\`): an application built with \`next build\` and started with \`next start\` under the agent on Node
24, with a control plane. Pages rendered on the server are its entry; calls with the \`fetch\` that Next.js puts in the place
of Node's, and with \`node:http\` in a route handler, are answered and broken by experiments for the users in treatment and for
nobody else. \`next dev\` was not run.
`,
);
