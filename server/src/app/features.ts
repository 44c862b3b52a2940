import { Access } from '../features/access/access.ts';
import { HeldOpen } from '../features/access/held-open.ts';
import type { ExperimentPorts } from '../features/experiments/ports.ts';
import type { Starting } from '../features/experiments/start.ts';
import { DaysOn } from '../features/game-days/days-on.ts';
import type { GameDays } from '../features/game-days/ports.ts';
import { Halt } from '../features/halt/halt.ts';
import { LoadRunner } from '../features/load/load-runner.ts';
import { MetricQueries } from '../features/metric-queries/metric-queries.ts';
import { Live } from '../features/rules/live.ts';
import { Places } from '../features/rules/places.ts';
import { Rules } from '../features/rules/rules.ts';
import { loadSigner } from '../features/rules/signing.ts';
import { loadScenarioFiles } from '../features/scenarios/scenario-files.ts';
import { exposeWorld } from '../features/telemetry/telemetry.ts';
import type { TerminationPlatform } from '../features/terminations/platform-port.ts';
import type { Terminating } from '../features/terminations/ports.ts';
import { AddressPolicy } from '../features/webhooks/address-policy.ts';
import type { Telling } from '../features/webhooks/ports.ts';
import { randomId, systemChance } from '../platform/chance.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { Links } from '../platform/links.ts';
import { createLogger, type Logger } from '../platform/logging.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import { Replicas } from '../platform/replicas.ts';
import type { Config } from './config.ts';
import { experimentPorts } from './experiment-ports.ts';
import { gameDayPorts } from './game-days.ts';
import { createTerminations } from './terminations.ts';

/** What every feature stands on. */
export interface Platform {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly links: Links;
  readonly replicas: Replicas;
  /** Random name of this process. */
  readonly boot: string;
}

/** The features that others are built from. */
export interface Features {
  readonly access: Access;
  readonly heldOpen: HeldOpen;
  readonly halt: Halt;
  readonly live: Live;
  readonly rules: Rules;
  readonly places: Places;
  readonly load: LoadRunner;
  readonly ports: ExperimentPorts;
  readonly starting: Starting;
  readonly terminations: Terminating;
  readonly gameDays: GameDays;
  readonly webhooks: Telling;
  /** Ids of the experiments that are live as far as this replica has read. */
  liveIds(): readonly string[];
  /** The first admin token, told this once; null when there was one. */
  readonly adminTokenMade: string | null;
}

export function createPlatform(config: Config): Platform {
  const log = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl, (error) =>
    log.warn({ err: error }, 'an idle database connection broke'),
  );
  const boot = randomId(12);
  const replicas = new Replicas(database, boot);
  return { clock: systemClock, log, metrics: createMetrics(), database, links: new Links(), replicas, boot };
}

/** Builds the features and writes what the configuration brings: tokens and scenario files. */
export async function createFeatures(
  platform: Platform,
  config: Config,
  extraPlatforms: readonly TerminationPlatform[],
): Promise<Features> {
  const { database, clock, log, boot } = platform;
  exposeWorld(database, clock, platform.metrics.registry);
  const access = new Access(database, clock);
  const adminTokenMade = await access.prepare(config.adminToken, config.agentToken);
  const halt = new Halt(platform);
  if (config.scenarios) await loadScenarioFiles(database, config.scenarios, log);
  const live = new Live(database, clock);
  const signer = await loadSigner(database);
  const places = new Places(database);
  const rules = new Rules(
    live,
    signer,
    (id) => halt.isHalted(id),
    (service) => places.of(service),
  );
  const terminations = await createTerminations(platform, config, extraPlatforms, halt);
  const ports = experimentPorts(halt, signer, live, new MetricQueries(config.prometheusUrl, clock), terminations);
  const starting: Starting = { database, ports, clock, boot };
  return {
    access,
    heldOpen: new HeldOpen(access, log),
    halt,
    live,
    rules,
    places,
    load: new LoadRunner(),
    ports,
    starting,
    terminations,
    gameDays: { database, log, daysOn: new DaysOn(), ports: gameDayPorts(starting, terminations, halt, live) },
    webhooks: createWebhooks(platform, config),
    liveIds: () => live.rows.experiments.map((experiment) => experiment.id),
    adminTokenMade,
  };
}

function createWebhooks({ database, log, clock, boot, metrics }: Platform, { webhooks }: Config): Telling {
  const { networks, pace, publicUrl } = webhooks;
  return {
    ...{ database, log, clock, boot, pace, publicUrl, chance: systemChance, policy: new AddressPolicy(networks) },
    attempted: ({ kind }) => metrics.webhookAttempts.inc({ result: kind }),
  };
}
