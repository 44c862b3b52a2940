import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import type { CriticalPathView, Source } from '@hormesis/contract/scenario.ts';
import type { Now, Status } from '@hormesis/contract/status.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { countConnected, readPathRates } from './rate-queries.ts';
import { type PoolOnStrip, stripOf } from './strip.ts';

interface StoredPath {
  readonly name: string;
  readonly version: number;
  readonly source: Source;
  readonly file: string | null;
  readonly spec: CriticalPath;
  readonly savedBy: string;
  readonly savedAt: Date;
}

/** What the overview asks of the other features. */
export interface OverviewPorts {
  readonly version: string;
  ready(): boolean;
  readHold(client: Queryable): Promise<HoldSwitch>;
  paths(client: Queryable): Promise<StoredPath[]>;
  /** Running and paused experiments, then the newest ended ones. */
  experiments(client: Queryable): Promise<{ running: ExperimentSummary[]; recent: ExperimentSummary[] }>;
  /** What has not begun, the next one first. */
  planned(client: Queryable): Promise<ExperimentSummary[]>;
  pools(path: string): PoolOnStrip[];
  findings(client: Queryable): Promise<Now['findings']>;
  limitsVersion(client: Queryable): Promise<number>;
  terminations(client: Queryable): Promise<Now['terminations']>;
  /** Game days that are on. */
  gameDays(client: Queryable): Promise<Now['gameDays']>;
  lastGameDayEvent(client: Queryable): Promise<number>;
}

/** What is being hurt right now, by whom, how far. */
export class Overview {
  readonly #database: Database;
  readonly #ports: OverviewPorts;

  constructor(database: Database, ports: OverviewPorts) {
    this.#database = database;
    this.#ports = ports;
  }

  async status(): Promise<Status> {
    const [connected, hold, { running }] = await Promise.all([
      countConnected(this.#database),
      this.#ports.readHold(this.#database),
      this.#ports.experiments(this.#database),
    ]);
    return {
      version: this.#ports.version,
      ready: this.#ports.ready(),
      agents: { connected },
      experiments: { running: countOf(running, 'running'), paused: countOf(running, 'paused') },
      traffic: { treatmentPpm: Math.max(0, ...[...sharesByPath(running).values()].map((shares) => shares.treatment)) },
      hold,
    };
  }

  async paths(): Promise<CriticalPathView[]> {
    const { running } = await this.#ports.experiments(this.#database);
    return this.#pathViews(running);
  }

  async now(): Promise<Now> {
    const { running, recent } = await this.#ports.experiments(this.#database);
    const [status, paths, findings, planned, version, terminations, gameDays, lastGameDayEvent] = await Promise.all([
      this.status(),
      this.#pathViews(running),
      this.#ports.findings(this.#database),
      this.#ports.planned(this.#database),
      this.#ports.limitsVersion(this.#database),
      this.#ports.terminations(this.#database),
      this.#ports.gameDays(this.#database),
      this.#ports.lastGameDayEvent(this.#database),
    ]);
    return {
      status,
      paths: paths.map((path) => ({ ...path, strip: stripOf(this.#ports.pools(path.name)) })),
      running,
      recent,
      planned,
      limits: { version },
      findings,
      terminations,
      gameDays,
      lastGameDayEvent,
    };
  }

  async #pathViews(running: readonly ExperimentSummary[]): Promise<CriticalPathView[]> {
    const [paths, rates] = await Promise.all([this.#ports.paths(this.#database), readPathRates(this.#database)]);
    const shares = sharesByPath(running);
    return paths.map(({ name, version, source, file, spec, savedBy, savedAt }) => ({
      name,
      version,
      source,
      file,
      path: spec,
      savedBy,
      savedAt: savedAt.toISOString(),
      requestsPerSecond: rates.get(name) ?? 0,
      treatmentPpm: shares.get(name)?.treatment ?? 0,
      controlPpm: shares.get(name)?.control ?? 0,
    }));
  }
}

function countOf(experiments: readonly ExperimentSummary[], state: 'running' | 'paused'): number {
  return experiments.filter((each) => each.state.name === state).length;
}

function sharesByPath(running: readonly ExperimentSummary[]): Map<string, { treatment: number; control: number }> {
  const shares = new Map<string, { treatment: number; control: number }>();
  for (const { path, trafficPpm, controlPpm } of running) {
    const sum = shares.get(path) ?? { treatment: 0, control: 0 };
    shares.set(path, { treatment: sum.treatment + trafficPpm, control: sum.control + controlPpm });
  }
  return shares;
}
