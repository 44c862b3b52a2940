import type { ExperimentSums, StageSums } from '@hormesis/contract/experiment-sums.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { budgetBrake, surgeBrake } from '@hormesis/server/features/analysis/brakes.ts';
import { spilloverBrake } from '@hormesis/server/features/analysis/spillover.ts';
import { plannedMinutesOf } from '@hormesis/server/features/ramp/default-ramp.ts';
import { layoutOf } from '@hormesis/server/features/ramp/rho.ts';
import { HarmWatch } from './harm-watch.ts';
import { POPULATIONS, type PopulationName } from './populations.ts';
import { exponential, poisson, seeded } from './random.ts';
import { lookedAtToday, type Today } from './today.ts';

export interface EqualArms {
  readonly seed: number;
  readonly population: PopulationName;
  readonly users: number;
  readonly requestsPerSecond: number;
  readonly ramp: RampPlan;
  readonly budgetUnits: number;
  /** Halt lines of the harm test to be told of, as α. */
  readonly alphas: readonly number[];
  /** Also as people look at it today: a fixed threshold, a repeated Mann-Whitney test. */
  readonly today: boolean;
}

export interface FalseHalts {
  /** For each α: did E ever reach its line. */
  readonly harm: readonly boolean[];
  /** A brake that was tripped, or null. */
  readonly brake: string | null;
  readonly today: Today | null;
}

/**
 * One ramp in which treatment harms nobody, looked at every second to its end; each stage passes its gate when its hold is
 * over. Not request by request, but by what is exactly as likely: each user asks as a Poisson process, so the first
 * request in a stage and the first failure are exponential waiting times, and failing requests of an arm are Poisson.
 */
export function equalArms(options: EqualArms): FalseHalts {
  const random = seeded(options.seed);
  const people = peopleOf(options, random);
  const halts = new Halts(options, people, random);
  let startS = 0;
  for (const [index, stage] of options.ramp.stages.entries()) {
    const seconds = stage.holdMs / 1_000;
    const counted = countStage(options, people, stage.trafficPpm, seconds, random);
    halts.stage(index, startS, seconds, counted);
    startS += seconds;
  }
  return halts.told();
}

interface People {
  readonly failing: Float64Array;
  readonly poolPosition: Float64Array;
  readonly armPosition: Float64Array;
  readonly hasFailed: Uint8Array;
}

function peopleOf({ users, population }: EqualArms, random: () => number): People {
  const chance = POPULATIONS[population];
  const draw = (one: () => number) => Float64Array.from({ length: users }, one);
  return {
    failing: draw(() => chance(random)),
    poolPosition: draw(() => random() * 1_000_000),
    armPosition: draw(() => random() * 1_000_000),
    hasFailed: new Uint8Array(users),
  };
}

/** What happens in each second of a stage; index 0 is treatment, 1 is control. */
interface Counted {
  readonly rhoPpm: number;
  readonly firstFailures: readonly [Uint32Array, Uint32Array];
  readonly trials: readonly [Uint32Array, Uint32Array];
  readonly failedTrials: readonly [Uint32Array, Uint32Array];
  /** Requests and failing requests a second, on average: treatment, control, free. */
  readonly requests: readonly [number, number, number];
  readonly failing: readonly [number, number, number];
}

function countStage(
  { users, requestsPerSecond }: EqualArms,
  { failing, poolPosition, armPosition, hasFailed }: People,
  trafficPpm: number,
  seconds: number,
  random: () => number,
): Counted {
  const { rhoPpm, poolWidthPpm } = layoutOf(trafficPpm);
  const perUser = requestsPerSecond / users;
  const bySecond = (): [Uint32Array, Uint32Array] => [new Uint32Array(seconds), new Uint32Array(seconds)];
  const [firstFailures, trials, failedTrials] = [bySecond(), bySecond(), bySecond()];
  const requests: [number, number, number] = [0, 0, 0];
  const failures: [number, number, number] = [0, 0, 0];
  for (let user = 0; user < users; user++) {
    const chance = failing[user] ?? 0;
    const arm = (poolPosition[user] ?? 0) >= poolWidthPpm ? 2 : (armPosition[user] ?? 0) < rhoPpm ? 0 : 1;
    requests[arm] += perUser;
    failures[arm] += perUser * chance;
    if (arm === 2) continue;
    const asksAt = exponential(perUser, random);
    if (asksAt >= seconds) continue;
    const fails = random() < chance;
    add(trials[arm], asksAt);
    if (fails) add(failedTrials[arm], asksAt);
    if (hasFailed[user] === 1) continue;
    const failsAt = fails ? asksAt : asksAt + exponential(perUser * chance, random);
    if (failsAt >= seconds) continue;
    hasFailed[user] = 1;
    add(firstFailures[arm], failsAt);
  }
  return { rhoPpm, firstFailures, trials, failedTrials, requests, failing: failures };
}

function add(counts: Uint32Array, atS: number): void {
  const second = Math.floor(atS);
  counts[second] = (counts[second] ?? 0) + 1;
}

type Pair = { treatment: number; control: number };
const pair = (): Pair => ({ treatment: 0, control: 0 });
const ARMS = ['treatment', 'control'] as const;

/** Looks once a second, as the control loop does. */
class Halts {
  readonly #options: EqualArms;
  readonly #random: () => number;
  readonly #watch: HarmWatch;
  readonly #lines: readonly number[];
  readonly #reached: boolean[];
  readonly #stages: (StageSums & { known: Pair; failing: Pair })[] = [];
  readonly #prediction: Prediction;
  readonly #today: ReturnType<typeof lookedAtToday> | null;
  #brake: string | null = null;

  constructor(options: EqualArms, people: People, random: () => number) {
    this.#options = options;
    this.#random = random;
    this.#watch = new HarmWatch(plannedMinutesOf(options.ramp));
    this.#lines = options.alphas.map((alpha) => -Math.log(alpha));
    this.#reached = options.alphas.map(() => false);
    this.#prediction = predictionOf(options, people, random);
    this.#today = options.today ? lookedAtToday() : null;
  }

  stage(stage: number, startS: number, seconds: number, counted: Counted): void {
    const sums = { stage, trafficPpm: 0, rhoPpm: counted.rhoPpm, exposed: pair(), known: pair(), failing: pair() };
    this.#stages.push({ ...sums, injections: 0 });
    const present = this.#stages[stage];
    if (!present) return;
    for (let second = 0; second < seconds; second++) {
      this.#firstFailures(startS + second, second, counted);
      ARMS.forEach((arm, index) => {
        present.known[arm] += counted.trials[index]?.[second] ?? 0;
        present.failing[arm] += counted.failedTrials[index]?.[second] ?? 0;
      });
      if (this.#brake === null) this.#brake = this.#braked(stage, second, counted);
      if ((startS + second) % 10 === 9) this.#today?.look(counted, this.#random);
    }
  }

  told(): FalseHalts {
    return { harm: this.#reached, brake: this.#brake, today: this.#today?.told() ?? null };
  }

  #firstFailures(atS: number, second: number, { firstFailures, rhoPpm }: Counted): void {
    const [treatment, control] = [firstFailures[0][second] ?? 0, firstFailures[1][second] ?? 0];
    if (treatment + control === 0) return;
    this.#watch.add(Math.floor(atS / 60), rhoPpm, treatment, control);
    if (treatment === 0) return;
    this.#lines.forEach((line, index) => {
      if (!this.#reached[index] && this.#watch.reaches(line)) this.#reached[index] = true;
    });
  }

  /** A brake is asked only when it may be tripped: asking makes sentences. */
  #braked(stage: number, second: number, counted: Counted): string | null {
    const failing = { treatment: last10(counted.firstFailures[0], second), control: 0 };
    const { treatment, control } = trialsOf(this.#stages);
    const budgetNear = treatment.failing - (control.failing * treatment.known) / Math.max(1, control.known) >= 40;
    if (failing.treatment > 15 || budgetNear) {
      const active = { treatment: counted.requests[0] * Math.min(10, second + 1), control: 0 };
      const sums = sumsOf(stage, this.#stages, { active, failing });
      if (surgeBrake(sums).tripped) return 'surge';
      if (budgetBrake(sums, this.#options.budgetUnits).tripped) return 'budget';
    }
    return second % 2 === 1 && this.#spills(counted) ? 'spillover' : null;
  }

  /** Ten seconds of failing requests, drawn anew at every look: more looks that are independent, so more false halts. */
  #spills({ requests, failing }: Counted): boolean {
    const draw = (index: 1 | 2) => {
      const mean = 10 * failing[index];
      if (mean + 8 * Math.sqrt(mean) < 20) return { requests: 0, failed: 0, failingUnits: 0 };
      const failed = poisson(mean, this.#random);
      return { requests: 10 * requests[index], failed, failingUnits: failed };
    };
    const [control, free] = [draw(1), draw(2)];
    const near = [control, free].some((each) => each.failed >= 20 && each.failed > 0.02 * each.requests);
    if (!near) return false;
    return spilloverBrake(this.#prediction, {
      control,
      free,
      injectedRequests: 0,
      injectedAt: [],
      injectedIn: [],
      openBreakers: [],
    }).tripped;
  }
}

function last10(counts: Uint32Array, second: number): number {
  let sum = 0;
  for (let at = Math.max(0, second - 9); at <= second; at++) sum += counts[at] ?? 0;
  return sum;
}

function trialsOf(stages: readonly StageSums[]) {
  const sums = { treatment: { known: 0, failing: 0 }, control: { known: 0, failing: 0 } };
  for (const stage of stages) {
    for (const arm of ARMS) {
      sums[arm].known += stage.known[arm];
      sums[arm].failing += stage.failing[arm];
    }
  }
  return sums;
}

const NOBODY = { requests: 0, failed: 0, failingUnits: 0 };

/** What the brakes ask for; the rest of the sums is theirs not to know. */
export function sumsOf(
  stage: number,
  stages: readonly StageSums[],
  last10s: ExperimentSums['last10s'],
): ExperimentSums {
  return {
    ...{ nowMs: 0, startedAtMs: 0, plannedMinutes: 1, stage, stageSinceMs: 0, kpis: ['failed'], failing: [] },
    ...{ stages, firstSeen: [], last10s, telemetryAgeMs: 0, silentEntry: null, silentInstances: [] },
    surroundings: {
      control: NOBODY,
      free: NOBODY,
      injectedRequests: 0,
      injectedAt: [],
      injectedIn: [],
      openBreakers: [],
    },
  };
}

/** Ten minutes of the same traffic before the start are what is usual. */
function predictionOf({ requestsPerSecond }: EqualArms, { failing }: People, random: () => number): Prediction {
  const mean = failing.reduce((sum, chance) => sum + chance, 0) / failing.length;
  const requests = Math.round(600 * requestsPerSecond);
  return {
    ...{ observedSeconds: 600, requestsPerSecond, callGroups: [], services: [], downstream: [] },
    ...{ regions: [], zones: [], stages: [], unitsOfPath: null, advice: [], verdictMinutes: null },
    baseline: { requests, failed: Math.min(requests, poisson(mean * requests, random)) },
  };
}
