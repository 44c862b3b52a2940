import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { RUN_MARK, refuseLeftovers } from '../harness/leftovers.ts';
import { repositoryFile } from '../harness/service.ts';
import { DatabaseServer } from './database-server.ts';
import { MUTATION, MUTATIONS, type Mutation } from './mutations.ts';
import { type Outcome, runSeed } from './run-seed.ts';
import { scheduleOf, told } from './schedule.ts';
import { Spares } from './spares.ts';
import { StateFile } from './state.ts';

const USAGE = `npm run test:faults -- [options]
  --seeds N       how many seeds, from --from on (10)
  --from S        the first seed (1)
  --seed S        one seed alone: replays what failed
  --state FILE    remembers what ran and goes on there
  --schedule      prints what a seed does, and runs nothing
  --mutations     breaks promises on purpose, one after the other, and looks whether it is noticed
  --mutation NAME one of them: ${MUTATIONS.map(({ name }) => name).join(', ')}
  --json FILE     writes the counts`;

const MOST_TOLD = 8;

const { values } = parseArgs({
  options: {
    ...{ seeds: { type: 'string', default: '10' }, from: { type: 'string', default: '1' }, seed: { type: 'string' } },
    ...{ state: { type: 'string' }, json: { type: 'string' }, mutation: { type: 'string' } },
    ...{ schedule: { type: 'boolean' }, mutations: { type: 'boolean' }, help: { type: 'boolean' } },
  },
});

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new Error(`--${name} must be a whole number from 1, got ${JSON.stringify(text)}`);
  return Number(text);
}

function seedsWanted(): number[] {
  if (values.seed !== undefined) return [whole('seed', values.seed)];
  const from = whole('from', values.from);
  return Array.from({ length: whole('seeds', values.seeds) }, (_, at) => from + at);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printSchedule(seed: number): void {
  for (const happening of scheduleOf(seed)) say(`    ${told(happening)}`);
}

/** What happened in a seed, for somebody who has to find out why. */
function explain(seed: number, outcome: Outcome): void {
  const { violations, deeds, folder, said } = outcome;
  for (const { invariant, text } of violations.slice(0, MOST_TOLD)) say(`    ${invariant}: ${text}`);
  if (violations.length > MOST_TOLD) say(`    … and ${violations.length - MOST_TOLD} more`);
  say('  the schedule:');
  printSchedule(seed);
  say('  what people did:');
  for (const { person, act, reason, outcome: came, experiment } of deeds)
    say(`    ${person} ${act} ${experiment ?? ''} (${reason}): ${came}`);
  if (said.trim()) say(`  what the replicas said:\n${said.trim().split('\n').slice(-30).join('\n')}`);
  say(`  journals: ${folder}\n  replay: npm run test:faults -- --seed ${seed}`);
}

function summary({ warmMs, tookMs, injections, experiments, confirmedHalts, changesOfHands }: Outcome): string {
  const seconds = `${(tookMs / 1_000).toFixed(1)} s (${(warmMs / 1_000).toFixed(1)} s to warm up)`;
  return `${seconds}: ${injections} injections, ${experiments} experiments, ${confirmedHalts} halts confirmed by all, control changed hands ${changesOfHands} times`;
}

function childEnv(mutation: Mutation | null): Record<string, string> {
  const preload = pathToFileURL(repositoryFile('test/faults/mutate.ts')).href;
  return mutation
    ? { [MUTATION]: mutation.name, NODE_OPTIONS: `--import ${preload}`, NODE_DISABLE_COMPILE_CACHE: '1' }
    : {};
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** One line for each promise that did not hold. */
  readonly failures: readonly string[];
}

async function runSeeds(server: DatabaseServer): Promise<Counts> {
  const state = new StateFile(values.state ?? null);
  const beganMs = performance.now();
  const failures: string[] = [];
  let [passed, failed] = [0, 0];
  const spares = new Spares(childEnv(null));
  const seeds = seedsWanted().filter((seed) => !state.has(seed));
  try {
    await spares.prepare();
    for (const seed of seeds) {
      const outcome = await runSeed(server, seed, spares, seed !== seeds.at(-1));
      const held = outcome.violations.length === 0;
      say(`${held ? '✓' : '✗'} seed ${seed}: ${summary(outcome)}`);
      if (!held) explain(seed, outcome);
      failures.push(
        ...outcome.violations.slice(0, MOST_TOLD).map((each) => `seed ${seed}: ${each.invariant}: ${each.text}`),
      );
      state.add({ seed, passed: held, tookMs: Math.round(outcome.tookMs) });
      if (held) passed += 1;
      else failed += 1;
    }
  } finally {
    await spares.close();
  }
  if (values.state) {
    const lost = state.results.filter((each) => !each.passed).map(({ seed }) => seed);
    const minutes = (state.results.reduce((sum, { tookMs }) => sum + tookMs, 0) / 60_000).toFixed(1);
    say(`${state.results.length} seeds so far in ${minutes} min; failed: ${lost.join(', ') || 'none'}`);
  }
  for (const failure of failures) say(`✗ ${failure}`);
  say(`${passed} passed, ${failed} failed in ${((performance.now() - beganMs) / 1_000).toFixed(0)} s`);
  return { passed, failed, failures };
}

/** For each broken promise: the first seed that notices, by the invariant it breaks. */
async function runMutations(server: DatabaseServer, mutations: readonly Mutation[]): Promise<Counts> {
  let [passed, failed] = [0, 0];
  for (const mutation of mutations) {
    const noticed = await firstThatNotices(server, mutation);
    say(`${noticed ? '✓' : '✗'} ${mutation.name}: ${noticed ?? 'noticed by no seed'}`);
    if (noticed) passed += 1;
    else failed += 1;
  }
  say(`${passed} passed, ${failed} failed`);
  return { passed, failed, failures: [] };
}

async function firstThatNotices(server: DatabaseServer, mutation: Mutation): Promise<string | null> {
  const spares = new Spares(childEnv(mutation));
  for (const seed of seedsWanted()) {
    const { violations } = await runSeed(server, seed, spares, false);
    const found = violations.find(({ invariant }) => invariant === mutation.invariant);
    const others = [...new Set(violations.map(({ invariant }) => invariant))].join(', ') || 'nothing';
    if (found) return `seed ${seed}: ${found.invariant}: ${found.text}`;
    say(`  ${mutation.name}: seed ${seed} saw ${others}`);
  }
  return null;
}

async function main(): Promise<void> {
  if (values.help) return say(USAGE);
  if (values.schedule) {
    for (const seed of seedsWanted()) {
      say(`seed ${seed}`);
      printSchedule(seed);
    }
    return;
  }
  const mutations = MUTATIONS.filter(({ name }) => values.mutations || name === values.mutation);
  if (values.mutation !== undefined && mutations.length === 0) throw new Error(USAGE);
  const mark = randomUUID();
  process.env[RUN_MARK] = mark;
  const server = await DatabaseServer.start();
  try {
    const counts = mutations.length > 0 ? await runMutations(server, mutations) : await runSeeds(server);
    if (values.json) writeFileSync(values.json, JSON.stringify(counts));
    process.exitCode = counts.failed === 0 ? 0 : 1;
  } catch (error) {
    // Before what it left behind is told instead of it.
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    throw error;
  } finally {
    await server.stop();
    await refuseLeftovers(mark);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
