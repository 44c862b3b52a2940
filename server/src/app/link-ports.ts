import type { IncomingMessage } from 'node:http';
import type { Access } from '../features/access/access.ts';
import { secretOf } from '../features/access/authenticate.ts';
import type { HeldOpen } from '../features/access/held-open.ts';
import { saveGoodbye, saveHello } from '../features/fleet/agents-queries.ts';
import type { LinkServerPorts } from '../features/fleet/link-server.ts';
import { FrameParser } from '../features/fleet/parse-frame.ts';
import type { Halt } from '../features/halt/halt.ts';
import { Intake } from '../features/observations/intake.ts';
import type { Rules } from '../features/rules/rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Links } from '../platform/links.ts';
import type { Logger } from '../platform/logging.ts';
import type { Metrics } from '../platform/metrics.ts';

interface Linked {
  readonly clock: Clock;
  readonly database: Database;
  readonly links: Links;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly boot: string;
  readonly access: Access;
  readonly heldOpen: HeldOpen;
  readonly halt: Halt;
  readonly rules: Rules;
  /** Called when reports told of users that fail. */
  harmTold(): void;
  /** Ids of the experiments that are live as far as this replica has read. */
  liveIds(): readonly string[];
}

/** What an agent's link asks of rules, observations, halt and access. */
export function linkPorts({ database, clock, links, log, metrics, boot, ...on }: Linked): LinkServerPorts {
  const intake = new Intake(database, {
    monotonicMs: () => clock.monotonicMs(),
    overLimit: tellOverLimit(log, metrics),
    dropped: (reason, count) => metrics.reportedDropped.inc({ reason }, count),
    harmTold: on.harmTold,
    fails: (experiment, callGroup) => on.rules.fails(experiment, callGroup),
  });
  const parser = new FrameParser();
  return {
    parse: (text) => parser.parse(text),
    links,
    log,
    rulesOf: (service) => on.rules.of(service),
    clock,
    answer: (service) => on.rules.answer(service),
    welcome: (hello) => saveHello(database, hello, boot),
    goodbye: (instance) => saveGoodbye(database, instance, boot),
    ingest: ({ instance, service, place }, report) =>
      intake.take({ reporter: { instance, service, place, boot }, report }),
    haltedAt: (instance, experiments) => haltKnownTo(on, instance, experiments),
    refused: (instance) => intake.refused(instance),
    counted: (result) => metrics.reports.inc({ result }),
    isAgent: async (request: IncomingMessage) => {
      const secret = secretOf(request);
      return secret !== null && (await on.access.identify(secret))?.role === 'agent';
    },
    stopped: () => intake.flush().catch((error: Error) => log.warn({ err: error }, 'the last rates were not written')),
    whileAllowed: (request, close) => on.heldOpen.hold(secretOf(request) ?? '', close),
  };
}

/** An agent that knows a halt which is not written here has it written: it cannot come back through this replica. */
function haltKnownTo({ halt, liveIds }: Pick<Linked, 'halt' | 'liveIds'>, instance: string, ids: readonly string[]) {
  if (ids.length === 0) return;
  const live = liveIds();
  const experiments = ids.filter((id) => live.includes(id) && !halt.isHalted(id));
  if (experiments.length === 0) return;
  const detail = `The agent ${instance} knows this experiment to be halted.`;
  void halt.halt({ experiments, actor: 'hormesis', reason: 'agent_reported', detail, setHold: false });
}

/** Counts each time, and says it once for each service. */
function tellOverLimit(log: Logger, metrics: Metrics): (caller: string) => void {
  const told = new Set<string>();
  return (caller) => {
    metrics.reportsOverCallGroups.inc();
    if (told.has(caller) || told.size >= 1_000) return;
    told.add(caller);
    log.warn(
      { caller },
      'this service has too many call groups; new ones are not counted: is there an id in each name?',
    );
  };
}
