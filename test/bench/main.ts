/**
 * `npm run bench -- decide|agent|halt|ingest|guardrail|map|page|fanout [--json]`: what things cost, as figures of one run side by side.
 * Nothing here fails because a machine is slow.
 */
import os from 'node:os';
import { agentBench } from './agent.ts';
import { decideBench } from './decide.ts';
import { fanoutBench } from './fanout.ts';
import type { Figures } from './figures.ts';
import { guardrailBench } from './guardrail.ts';
import { haltBench } from './halt.ts';
import { ingestBench } from './ingest.ts';
import { mapBench } from './map.ts';
import { pageBench } from './page.ts';

const benches: Record<string, (options: readonly string[]) => Promise<Figures>> = {
  decide: decideBench,
  agent: agentBench,
  halt: haltBench,
  guardrail: guardrailBench,
  ingest: ingestBench,
  map: mapBench,
  fanout: fanoutBench,
  page: pageBench,
};

const [name = '', ...options] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`bench: choose one of ${Object.keys(benches).join(', ')}; got ${JSON.stringify(name)}`);
  process.exit(1);
}
const figures = await bench(options);
const machine = `${os.cpus()[0]?.model ?? 'unknown'}, ${os.cpus().length} cores, node ${process.versions.node}, load ${os.loadavg()[0]?.toFixed(1)}`;
if (options.includes('--json')) {
  console.log(JSON.stringify({ bench: name, machine, figures }));
} else {
  console.log(`${name} on ${machine}`);
  const width = Math.max(...Object.keys(figures).map((each) => each.length));
  for (const [figure, value] of Object.entries(figures))
    console.log(`  ${figure.padEnd(width)}  ${Number(value.toPrecision(4))}`);
}
