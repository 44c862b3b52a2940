import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { EFFECTS, type Effect, waldBound } from '../guardrail/detection.ts';
import type { EqualArms } from '../guardrail/equal-arms.ts';
import { POPULATIONS, type PopulationName } from '../guardrail/populations.ts';
import type { Figures } from './figures.ts';
import { type Done, type Job, jobsOf, rampOf } from './guardrail-jobs.ts';
import { guardrailPage } from './guardrail-page.ts';
import { type EqualRow, type HarmedRow, medianFailing, shareOf } from './guardrail-rows.ts';

const WORKERS = 2;
const PAGE = new URL('../../docs/reference/guardrail.md', import.meta.url);
const ALPHAS = [0.01, 0.05] as const;
const RHOS = [0.5, 0.75, 0.9, 0.95, 0.99] as const;
const STAGES = [2, 10, 50, 80, 95] as const;
const HOLDS = { seconds: 10, hours: 3_600 } as const;
const POPULATION_NAMES = Object.keys(POPULATIONS) as PopulationName[];
const EFFECT_NAMES = Object.keys(EFFECTS) as Effect[];

/**
 * How often the guardrails halt when nobody is harmed, and how soon when somebody is; beside a fixed threshold and a
 * repeated Mann-Whitney test on the same traffic. `--ramps`, `--soaks` and `--repeats` make it shorter; `--page` writes
 * the tables to docs/reference/guardrail.md.
 */
export async function guardrailBench(options: readonly string[]): Promise<Figures> {
  const sizes = {
    ramps: numberOf(options, '--ramps', 2_000),
    soaks: numberOf(options, '--soaks', 300),
    repeats: numberOf(options, '--repeats', 401),
  };
  const done = await inWorkers(jobs(sizes));
  const equal = equalRows(done);
  const harmed = harmedRows(done);
  if (options.includes('--page')) writeFileSync(PAGE, guardrailPage(equal, harmed, sizes));
  return figuresOf(equal, harmed);
}

type Sizes = Readonly<Record<'ramps' | 'soaks' | 'repeats', number>>;

function jobs({ ramps, soaks, repeats }: Sizes): Job[] {
  const usual = { users: 20_000, requestsPerSecond: 100, budgetUnits: 50, alphas: ALPHAS, today: true };
  const equal = (row: string, runs: number, each: number, options: Omit<EqualArms, 'seed'>) =>
    jobsOf({ kind: 'equal', row, runs, options: { ...options, seed: 1 } }, each);
  return [
    ...equal('soak', soaks, 5, {
      ...{ ...usual, population: 'lognormal', users: 50_000, today: false, ramp: rampOf([50], 72 * 3_600) },
    }),
    ...RHOS.flatMap((rho) =>
      (['early', 'late'] as const).flatMap((when) =>
        EFFECT_NAMES.flatMap((effect) => harmedJobs(rho, when, effect, repeats)),
      ),
    ),
    ...POPULATION_NAMES.flatMap((population) =>
      Object.entries(HOLDS).flatMap(([hold, seconds]) =>
        equal(`${population}, holds of ${hold}`, ramps, 20, { ...usual, population, ramp: rampOf(STAGES, seconds) }),
      ),
    ),
  ];
}

function harmedJobs(rho: number, when: 'early' | 'late', effect: Effect, repeats: number): Job[] {
  // Tens of thousands of failing units each: a quarter as many runs are enough for a median.
  const runs = effect === 'x125' && rho >= 0.95 ? Math.ceil(repeats / 4) : repeats;
  const options = { seed: 1, rho, when, effect, alpha: 0.01, budgetUnits: 50 };
  return jobsOf({ kind: 'harmed', row: `${when} ${rho} ${effect}`, runs, options }, 25);
}

/** Hands the jobs to two threads, the next one to whoever is free. */
async function inWorkers(waiting: readonly Job[]): Promise<Done[]> {
  const queue = [...waiting];
  const done: Done[] = [];
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./guardrail-worker.ts', import.meta.url));
      const next = () => {
        const job = queue.shift();
        if (job) worker.postMessage(job);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('error', reject);
      worker.on('message', (result: Done) => {
        done.push(result);
        next();
      });
      next();
    });
  await Promise.all(Array.from({ length: WORKERS }, one));
  return done;
}

function equalRows(done: readonly Done[]): EqualRow[] {
  const names = POPULATION_NAMES.flatMap((population) =>
    Object.keys(HOLDS).map((hold) => `${population}, holds of ${hold}`),
  );
  return [...names, 'soak'].map((name) => ({
    name,
    results: done.flatMap((each) => (each.kind === 'equal' && each.row === name ? each.results : [])),
  }));
}

function harmedRows(done: readonly Done[]): HarmedRow[] {
  return (['early', 'late'] as const).flatMap((when) =>
    RHOS.flatMap((rho) =>
      EFFECT_NAMES.map((effect) => ({
        ...{ when, rho, effect, bound: waldBound(rho, effect, 0.01) },
        results: done.flatMap((each) =>
          each.kind === 'harmed' && each.row === `${when} ${rho} ${effect}` ? each.results : [],
        ),
      })),
    ),
  );
}

function figuresOf(equal: readonly EqualRow[], harmed: readonly HarmedRow[]): Figures {
  const ramps = equal.filter(({ name }) => name !== 'soak');
  // The kind of users and holds that halt falsely most often, harm test and brakes together.
  const falseHalts = ramps.map(({ results }) =>
    shareOf(results, (each) => each.harm[0] === true || each.brake !== null),
  );
  const worst = falseHalts.reduce((most, each) => (each.share > most.share ? each : most));
  const today = ramps.flatMap(({ results }) => results.slice(0, 200));
  const soak = equal.find(({ name }) => name === 'soak')?.results ?? [];
  const medianOf = (when: 'early' | 'late', effect: Effect) =>
    medianFailing(harmed.find((row) => row.when === when && row.rho === 0.5 && row.effect === effect)?.results ?? []);
  const early = harmed.filter((row) => row.when === 'early' && row.rho === 0.5);
  return {
    falseHaltShare: worst.share,
    falseHaltSe: worst.se,
    soakFalseHaltShare: shareOf(soak, (each) => each.harm[0] === true).share,
    outageMedianFailing: medianOf('early', 'outage'),
    lateOutageMedianFailing: medianOf('late', 'outage'),
    x2MedianFailing: medianOf('early', 'x2'),
    x125MedianFailing: medianOf('early', 'x125'),
    waldRatioMax: Math.max(...early.map((row) => medianFailing(row.results) / row.bound)),
    thresholdFalseHaltShare: shareOf(today, (each) => each.today?.threshold === true).share,
    mannWhitneyFalseHaltShare: shareOf(today, (each) => each.today?.mannWhitney === true).share,
  };
}

function numberOf(options: readonly string[], name: string, usual: number): number {
  const at = options.indexOf(name);
  return at === -1 ? usual : Number(/^\d+$/.exec(options[at + 1] ?? '')?.[0] ?? usual);
}
