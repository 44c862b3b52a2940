import type { HaltReason } from '@hormesis/contract/experiment.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { nextRevision } from '../../platform/revision.ts';
import { advance, growWaiting, mayGrow } from './advance.ts';
import { type Claimed, claim, LOST_AFTER_MS, lockClaimed } from './claim-queries.ts';
import { duePlans, runDue } from './due.ts';
import { type Experiment, withCounts } from './experiment.ts';
import { findExperiment, listJustEnded, overduePausedTesters } from './experiment-queries.ts';
import { gateHeldBy, pauseOutsideWindow } from './held-by-limits.ts';
import { type Decision, type ExperimentPorts, type LimitsNow, type Observation, rampingOf } from './ports.ts';
import { tellKills, terminateStep } from './terminate-step.ts';
import { closedNow, stageRefusals } from './world.ts';
import { addEvent, writeCompleted, writeEvidence, writeGate, writeSample } from './write-queries.ts';

export interface LoopDependencies {
  readonly database: Database;
  readonly ports: ExperimentPorts;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly boot: string;
  /** Called after every round. */
  afterRound(): Promise<void>;
}

const ROUND_MS = 1_000;
/** And this often while failures are being told. */
const SOON_MS = 500;
/** A guardrail that cannot be read holds the ramp; after this long it halts it, milliseconds. */
const UNREAD_HALTS_AFTER_MS = 10_000;
const TESTERS_TIME_OVER = "The testers' time is over; nothing is concluded from testers.";

/** Claims experiments, looks at the evidence, and does what the ramp decides: once a second, one round at a time, and sooner when users begin to fail. */
export class ControlLoop {
  readonly #on: LoopDependencies;
  /** What was told of an experiment's waiting: its stage, and `<stage>.limits` when limits keep the next away. */
  readonly #toldWaiting = new Map<string, Set<string>>();
  /** Halts on their way: the loop does not wait for confirmations, other experiments need it. */
  readonly #halting = new Set<string>();
  /** Kills that are being decided: clouds take their time, and other experiments need the loop. */
  readonly #terminating = new Map<string, Promise<void>>();
  /** Experiments that could not be looked at, and since when: their claim is kept, so nothing else would stop them. */
  readonly #unreadSinceMs = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;
  #beganMs = 0;
  #wantedSoon = false;

  constructor(on: LoopDependencies) {
    this.#on = on;
  }

  start(): void {
    this.#timer = undefined;
    this.#beganMs = this.#on.clock.monotonicMs();
    this.#round = this.round().finally(() => {
      const tookMs = this.#on.clock.monotonicMs() - this.#beganMs;
      this.#on.metrics.loopSeconds.observe(tookMs / 1000);
      const wanted = this.#wantedSoon ? SOON_MS : ROUND_MS;
      this.#wantedSoon = false;
      if (!this.#stopped) this.#timer = setTimeout(() => this.start(), Math.max(50, wanted - tookMs));
    });
  }

  /** Users have begun to fail: the next round comes half a second after the last one began, if that is sooner. */
  lookSoon(): void {
    this.#wantedSoon = this.#timer === undefined;
    if (this.#stopped || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    const leftMs = Math.max(0, SOON_MS - (this.#on.clock.monotonicMs() - this.#beganMs));
    this.#timer = setTimeout(() => this.start(), leftMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    await Promise.all(this.#terminating.values());
  }

  /** One round. Nothing thrown in it ends the loop: a round that fails is a claim that runs out. */
  async round(): Promise<void> {
    try {
      const { database, boot } = this.#on;
      const claimed = await claim(database, boot);
      for (const each of claimed) await this.#watch(each);
      this.#forgetOthers(claimed);
      await Promise.all([
        this.#alone('testers', () => this.#endOverdue()),
        this.#alone('plans', () => this.#beginDue()),
        this.#alone('ended', () => this.#countEnded()),
      ]);
      await this.#on.afterRound();
    } catch (error) {
      this.#on.log.error({ err: error }, 'a round of the control loop failed');
    }
  }

  async #endOverdue(): Promise<void> {
    for (const id of await overduePausedTesters(this.#on.database))
      await this.#alone(id, () => this.#endPausedTester(id));
  }

  async #countEnded(): Promise<void> {
    for (const ended of await listJustEnded(this.#on.database)) await this.#alone(ended.id, () => this.#count(ended));
  }

  /** A plan that cannot begin keeps no other from beginning, and none from being watched. */
  async #beginDue(): Promise<void> {
    for (const id of await duePlans(this.#on)) await this.#alone(id, () => runDue(this.#on, id));
  }

  /** One experiment that cannot be looked at keeps no other from being watched, and no lease from being prolonged. */
  async #alone(experiment: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#on.log.error({ err: error, experiment }, 'a round of the control loop failed for an experiment');
      return false;
    }
  }

  async #watch(claimed: Claimed): Promise<void> {
    const { experiment } = claimed;
    if (await this.#alone(experiment.id, () => this.#look(claimed))) {
      this.#unreadSinceMs.delete(experiment.id);
      return;
    }
    const nowMs = this.#on.clock.monotonicMs();
    const sinceMs = this.#unreadSinceMs.get(experiment.id) ?? nowMs;
    this.#unreadSinceMs.set(experiment.id, sinceMs);
    if (nowMs - sinceMs < UNREAD_HALTS_AFTER_MS || this.#halting.has(experiment.id)) return;
    const seconds = ((nowMs - sinceMs) / 1000).toFixed(1);
    this.#halt(experiment, 'blind', `The evidence of this experiment could not be read for ${seconds} s.`);
  }

  /** What is not claimed any more has ended, is paused, or is another replica's to watch. */
  #forgetOthers(claimed: readonly Claimed[]): void {
    const mine = new Set(claimed.map(({ experiment }) => experiment.id));
    for (const known of [this.#unreadSinceMs, this.#toldWaiting])
      for (const id of known.keys()) if (!mine.has(id)) known.delete(id);
  }

  async #look({ experiment, gapMs }: Claimed): Promise<void> {
    const { database, ports } = this.#on;
    if (this.#halting.has(experiment.id) || ports.isHalted(experiment.id)) return;
    if (gapMs > LOST_AFTER_MS) {
      const seconds = (gapMs / 1000).toFixed(1);
      return this.#halt(
        experiment,
        'control_lost',
        `Nobody watched over this experiment for ${seconds} s; agents stopped injecting when their lease ended.`,
      );
    }
    const { observation, limits } = await database.together((client) => this.#observe(client, experiment));
    await this.#sample(experiment, observation);
    if (experiment.population === 'tester') return this.#tester(experiment, observation);
    const decision = ports.ramp.evaluate(rampingOf(experiment, observation), observation.evidence, observation.nowMs);
    if (decision.action === 'halt') return this.#stopIt(experiment, observation, decision);
    // What comes to its end in this round comes to it, whatever the hour.
    const ends = decision.action === 'complete' || decision.action === 'conclude';
    if (!ends && (await this.#endsWithWindow(experiment, observation, limits))) return;
    await this.#act(experiment, observation, decision);
    if (decision.action === 'terminate') this.#terminate(experiment);
  }

  /** The kill of this stage, in its own time; the row it writes is read in the rounds after it. */
  #terminate(experiment: Experiment): void {
    const { id } = experiment;
    if (this.#stopped || this.#terminating.has(id)) return;
    const work = terminateStep(this.#on, experiment)
      .catch((error: Error) => this.#on.log.error({ err: error, experiment: id }, 'a termination of a stage failed'))
      .finally(() => this.#terminating.delete(id));
    this.#terminating.set(id, work);
  }

  /** What was observed; and the limits, which are only waited for where they matter: what must halt does not need them. */
  async #observe(client: Queryable, experiment: Experiment) {
    const { ports } = this.#on;
    const limits = ports.readLimits(client);
    limits.catch(() => {});
    return { observation: await ports.observe(client, experiment), limits };
  }

  /** Where there are more units than are counted, all agents are asked for fewer. */
  async #sample(experiment: Experiment, { sample }: Observation): Promise<void> {
    const { unitsBelow, eventsBelow } = experiment.sample;
    if (!sample || (sample.unitsBelow === unitsBelow && sample.eventsBelow === eventsBelow)) return;
    await this.#write(experiment, (client) => writeSample(client, experiment.id, sample), true);
  }

  /** After an end the counts go on for what was in flight; the evidence stays as it was decided on. */
  async #count(ended: Experiment): Promise<void> {
    const { evidence } = await this.#on.database.together((client) => this.#on.ports.observe(client, ended));
    const counted = ended.evidence ? withCounts(ended.evidence, evidence) : evidence;
    await writeEvidence(this.#on.database, ended.id, counted, null);
  }

  /** Testers' time runs out while they are paused, too. */
  #endPausedTester(id: string): Promise<void> {
    return this.#on.database.transaction(async (client) => {
      await nextRevision(client);
      const experiment = await findExperiment(client, id, true);
      if (experiment?.state.name === 'paused') await endTesters(client, experiment);
    });
  }

  async #tester(experiment: Experiment, observation: Observation): Promise<void> {
    const over = experiment.endsAt !== null && observation.nowMs >= experiment.endsAt.getTime();
    await this.#write(
      experiment,
      async (client) => {
        await writeEvidence(client, experiment.id, observation.evidence, null);
        if (over) await endTesters(client, experiment);
      },
      over,
    );
  }

  /** A halt needs no claim, and not even the evidence written: stopping is right whoever says it. */
  async #stopIt(
    experiment: Experiment,
    { evidence }: Observation,
    { gate, reason, detail }: Decision & { action: 'halt' },
  ): Promise<void> {
    try {
      await this.#write(
        experiment,
        async (client) => {
          await tellKills(client, experiment, evidence.kills ?? []);
          await writeEvidence(client, experiment.id, evidence, gate);
        },
        false,
      );
    } finally {
      this.#halt(experiment, reason, detail);
    }
  }

  /** Pauses the experiment when its window is closed; false while it is open. */
  async #endsWithWindow(
    experiment: Experiment,
    { evidence, nowMs }: Observation,
    asked: Promise<LimitsNow>,
  ): Promise<boolean> {
    const limits = await asked;
    const closed = await closedNow(this.#on.database, this.#on.ports, experiment.path, { ...limits, nowMs });
    if (!closed) return false;
    await this.#write(
      experiment,
      async (client) => {
        await writeEvidence(client, experiment.id, evidence, null);
        await pauseOutsideWindow(client, experiment, limits, closed);
      },
      true,
    );
    return true;
  }

  async #act(
    experiment: Experiment,
    observation: Observation,
    decision: Exclude<Decision, { action: 'halt' }>,
  ): Promise<void> {
    const { id } = experiment;
    const { database, ports } = this.#on;
    // Asked before as well: what limits or another experiment keep away for hours must not be a new revision of the rules every second.
    const keptAway =
      decision.action === 'advance' && (await stageRefusals(database, ports, experiment, decision.toStage)).length > 0;
    const changesRules =
      decision.action === 'hold' || decision.action === 'terminate'
        ? experiment.waitingFor !== null && (await mayGrow(database, ports, experiment))
        : !keptAway;
    const written = await this.#write(
      experiment,
      async (client) => {
        await tellKills(client, experiment, observation.evidence.kills ?? []);
        await writeEvidence(client, id, observation.evidence, decision.gate);
        switch (decision.action) {
          case 'advance':
            return this.#advance(client, experiment, decision, keptAway);
          case 'complete':
            await addEvent(client, id, 'gate_passed', 'hormesis', gateText(decision), {
              gate: decision.gate,
              ...this.#by(experiment),
            });
            return this.#complete(
              client,
              experiment,
              decision.verdict,
              `${capital(decision.reason)}, the last of the ramp.`,
            );
          case 'conclude':
            return this.#complete(client, experiment, decision.verdict, `${capital(decision.reason)}.`);
          case 'terminate':
            return;
          case 'hold':
            if (changesRules) await growWaiting(client, ports, experiment);
            return this.#tellWaiting(client, experiment, decision);
        }
      },
      changesRules,
    );
    if (!written)
      this.#on.log.warn({ experiment: id }, 'changed by somebody else during this round; looking again in the next');
  }

  /** The next stage, or a word on which limits keep it away: they are asked again in every round. */
  async #advance(
    client: Queryable,
    experiment: Experiment,
    decision: Decision & { action: 'advance' },
    keptAway: boolean,
  ): Promise<void> {
    const { ports } = this.#on;
    const refusals = await stageRefusals(client, ports, experiment, decision.toStage);
    // What has let go since it was asked before begins in the next round, which holds the revision.
    if (refusals.length === 0 && keptAway) return;
    if (refusals.length === 0) {
      await addEvent(client, experiment.id, 'gate_passed', 'hormesis', gateText(decision), {
        gate: decision.gate,
        ...this.#by(experiment),
      });
      return advance(client, ports, experiment, decision.toStage);
    }
    const gate = gateHeldBy(decision.gate, refusals);
    await writeGate(client, experiment.id, gate);
    const reason = gate.conditions.at(-1)?.text ?? '';
    await this.#tellOnce(client, experiment.id, `${experiment.stage}.limits`, reason, { refusals });
  }

  #halt({ id }: Experiment, reason: HaltReason, detail: string): void {
    this.#halting.add(id);
    this.#on.ports
      .halt({ experiments: [id], actor: 'hormesis', reason, detail, setHold: false })
      .catch((error: Error) => this.#on.log.error({ err: error, experiment: id }, 'a halt failed'))
      .finally(() => this.#halting.delete(id));
  }

  /** Runs `work` in a transaction that holds the claim; false when the claim or the revision is not ours any more. */
  #write(experiment: Experiment, work: (client: Queryable) => Promise<void>, changesRules: boolean): Promise<boolean> {
    return this.#on.database.transaction(async (client) => {
      if (changesRules) await nextRevision(client);
      if (!(await lockClaimed(client, experiment, this.#on.boot))) return false;
      if (this.#on.ports.isHalted(experiment.id)) return false;
      await work(client);
      return true;
    });
  }

  /** Which process decided, under which claim: the timeline shows that one loop acts at a time. */
  #by({ epoch }: Experiment) {
    return { controller: this.#on.boot, epoch };
  }

  async #complete(
    client: Queryable,
    { id }: Experiment,
    verdict: 'passed' | 'inconclusive',
    reason: string,
  ): Promise<void> {
    await writeCompleted(client, id, verdict, reason);
    await addEvent(client, id, 'completed', 'hormesis', 'The ramp ended.');
    await addEvent(client, id, 'verdict', 'hormesis', `Verdict: ${verdict}. ${reason}`, { verdict });
  }

  /** Once a stage's hold is over and its gate still waits, the timeline says for what: once a stage. */
  async #tellWaiting(
    client: Queryable,
    { id, stage }: Experiment,
    decision: Decision & { action: 'hold' },
  ): Promise<void> {
    const holding = decision.gate.conditions.some((condition) => condition.condition === 'hold' && !condition.met);
    if (holding || decision.gate.open) return;
    await this.#tellOnce(client, id, `${stage}`, decision.reason);
  }

  async #tellOnce(client: Queryable, id: string, what: string, reason: string, detail: object = {}): Promise<void> {
    const told = this.#toldWaiting.get(id) ?? new Set();
    if (told.has(what)) return;
    this.#toldWaiting.set(id, told.add(what));
    await addEvent(client, id, 'waiting', 'hormesis', `The gate waits: ${reason}.`, detail);
  }
}

/** Nothing is concluded from testers: no verdict, and no line of one. */
async function endTesters(client: Queryable, { id }: Experiment): Promise<void> {
  await writeCompleted(client, id, null, TESTERS_TIME_OVER);
  await addEvent(client, id, 'completed', 'hormesis', TESTERS_TIME_OVER);
}

function gateText({ gate, reason }: { gate: Decision['gate']; reason: string }): string {
  // That there was room for the stage is worth a word only while there is none.
  const met = gate.conditions.filter(({ condition }) => condition !== 'pool');
  return `${capital(reason)}: ${met.map(({ text }) => text).join('; ')}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
