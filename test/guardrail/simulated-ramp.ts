import type { ExperimentSums, StageSums } from '@hormesis/contract/experiment-sums.ts';
import { marginPpmOf } from '@hormesis/contract/margin.ts';
import type { Guardrails, RampPlan } from '@hormesis/contract/ramp.ts';
import { analyse } from '@hormesis/server/features/analysis/analyse.ts';
import { excessEtaMs } from '@hormesis/server/features/analysis/excess.ts';
import { plannedMinutesOf } from '@hormesis/server/features/ramp/default-ramp.ts';
import { evaluateRamp, type RampDecision } from '@hormesis/server/features/ramp/evaluate-ramp.ts';
import { layoutOf } from '@hormesis/server/features/ramp/rho.ts';
import { seeded } from './random.ts';

/** Live traffic of one path, drawn at random but the same for the same seed. */
export interface Traffic {
  readonly seed: number;
  readonly users: number;
  readonly requestsPerSecond: number;
  /** Chance that a request fails on its own; `user` runs from 0 to 1. */
  readonly failingShare: (user: number) => number;
  /** Chance that a request in treatment fails because of the fault. */
  readonly harm: (second: number) => number;
}

export interface SimulatedRamp {
  readonly end: RampDecision;
  readonly seconds: number;
  readonly failingTreatment: number;
}

const NOBODY = { requests: 0, failed: 0, failingUnits: 0 };
type Counted = { treatment: number; control: number };

/** Runs a ramp to its end against simulated traffic, evaluated once a second with the real analysis and evaluator. */
export function simulateRamp(
  ramp: RampPlan,
  guardrails: Guardrails,
  traffic: Traffic,
  lastSecond = 7_200,
): SimulatedRamp {
  const observed = new Observed(ramp, traffic);
  for (let second = 1; second <= lastSecond; second++) {
    observed.second(second);
    const sums = observed.sums(second);
    const plan = ramp.stages[observed.stage];
    if (!plan) break;
    const decision = evaluateRamp(
      {
        stages: ramp.stages,
        stage: observed.stage,
        stageSinceMs: sums.stageSinceMs,
        silentInstances: [],
        waitingForPool: null,
        excessEtaMs: second % 60 === 0 ? excessEtaMs(sums, marginPpmOf(plan)) : null,
      },
      analyse({ ramp, guardrails }, sums),
      sums.nowMs,
    );
    if (decision.action === 'advance') observed.enter(decision.toStage, second);
    else if (decision.action !== 'hold')
      return { end: decision, seconds: second, failingTreatment: observed.failing.treatment };
  }
  throw new Error(`the ramp did not end within ${lastSecond} s`);
}

/** What agents would have reported: each unit's firsts, in sums. */
class Observed {
  stage = 0;
  readonly failing: Counted = none();
  private readonly random: () => number;
  private readonly poolPosition: Uint32Array;
  private readonly armPosition: Uint32Array;
  private readonly exposedIn: Int8Array;
  private readonly failed: Uint8Array;
  /** Bit 1: was in treatment, bit 2: was in control. */
  private readonly seenIn: Uint8Array;
  private readonly failingUnits = new Map<string, Counted & { minute: number; rhoPpm: number }>();
  private readonly firstSeen = new Map<number, Counted>();
  private readonly stages: (StageSums & { exposed: Counted; known: Counted; failing: Counted; injections: number })[] =
    [];
  private readonly recent: { active: Counted; failing: Counted }[] = [];
  private stageSince = 0;

  private readonly ramp: RampPlan;
  private readonly traffic: Traffic;

  constructor(ramp: RampPlan, traffic: Traffic) {
    this.ramp = ramp;
    this.traffic = traffic;
    this.random = seeded(traffic.seed);
    this.poolPosition = Uint32Array.from({ length: traffic.users }, () => this.random() * 1_000_000);
    this.armPosition = Uint32Array.from({ length: traffic.users }, () => this.random() * 1_000_000);
    this.exposedIn = new Int8Array(traffic.users).fill(-1);
    this.failed = new Uint8Array(traffic.users);
    this.seenIn = new Uint8Array(traffic.users);
    this.enter(0, 0);
  }

  enter(stage: number, second: number): void {
    const trafficPpm = this.ramp.stages[stage]?.trafficPpm ?? 0;
    this.stage = stage;
    this.stageSince = second;
    const { rhoPpm } = layoutOf(trafficPpm);
    this.stages.push({ stage, trafficPpm, rhoPpm, exposed: none(), known: none(), failing: none(), injections: 0 });
  }

  second(second: number): void {
    this.recent.push({ active: none(), failing: none() });
    if (this.recent.length > 10) this.recent.shift();
    for (let request = 0; request < this.traffic.requestsPerSecond; request++) {
      this.request(Math.floor(this.random() * this.traffic.users), second);
    }
  }

  private request(user: number, second: number): void {
    const sums = this.stages[this.stage];
    const recent = this.recent.at(-1);
    if (!sums || !recent) return;
    if ((this.poolPosition[user] ?? 0) >= layoutOf(sums.trafficPpm).poolWidthPpm) return;
    const arm = (this.armPosition[user] ?? 0) < sums.rhoPpm ? 'treatment' : 'control';
    const ownFailure = this.random() < this.traffic.failingShare(user / this.traffic.users);
    const fails = ownFailure || (arm === 'treatment' && this.random() < this.traffic.harm(second));
    recent.active[arm] += 1;
    if (arm === 'treatment') sums.injections += 1;
    if (this.exposedIn[user] !== this.stage) {
      this.exposedIn[user] = this.stage;
      sums.exposed[arm] += 1;
      sums.known[arm] += 1;
      if (fails) sums.failing[arm] += 1;
    }
    this.see(user, arm, sums.rhoPpm);
    if (fails && this.failed[user] === 0) {
      this.failed[user] = 1;
      recent.failing[arm] += 1;
      this.failing[arm] += 1;
      const minute = Math.floor(second / 60);
      const key = `${minute}/${sums.rhoPpm}`;
      const counted = this.failingUnits.get(key) ?? { minute, rhoPpm: sums.rhoPpm, ...none() };
      counted[arm] += 1;
      this.failingUnits.set(key, counted);
    }
  }

  private see(user: number, arm: 'treatment' | 'control', rhoPpm: number): void {
    const seen = this.seenIn[user] ?? 0;
    const bit = arm === 'treatment' ? 1 : 2;
    if (seen === 0) {
      const counted = this.firstSeen.get(rhoPpm) ?? none();
      counted[arm] += 1;
      this.firstSeen.set(rhoPpm, counted);
    }
    this.seenIn[user] = seen | bit;
  }

  sums(second: number): ExperimentSums {
    const last10s = { active: none(), failing: none() };
    for (const each of this.recent) {
      for (const arm of ['treatment', 'control'] as const) {
        last10s.active[arm] += each.active[arm];
        last10s.failing[arm] += each.failing[arm];
      }
    }
    return {
      nowMs: second * 1_000,
      startedAtMs: 0,
      plannedMinutes: plannedMinutesOf(this.ramp),
      stage: this.stage,
      stageSinceMs: this.stageSince * 1_000,
      kpis: ['failed'],
      failing: [...this.failingUnits.values()].map((each) => ({ kpi: 'failed', ...each })),
      stages: this.stages,
      firstSeen: [...this.firstSeen].map(([rhoPpm, counted]) => ({ rhoPpm, ...counted })),
      last10s,
      telemetryAgeMs: 0,
      silentEntry: null,
      silentInstances: [],
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
}

function none(): Counted {
  return { treatment: 0, control: 0 };
}
