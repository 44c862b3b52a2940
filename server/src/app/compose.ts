import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Access } from '../features/access/access.ts';
import { authenticate, secretOf } from '../features/access/authenticate.ts';
import { HeldOpen } from '../features/access/held-open.ts';
import { accessRoutes } from '../features/access/routes.ts';
import { auditRoutes } from '../features/audit/routes.ts';
import { release } from '../features/experiments/claim-queries.ts';
import { ControlLoop } from '../features/experiments/control-loop.ts';
import { listExperiments, listLive } from '../features/experiments/experiment-queries.ts';
import { experimentRoutes, viewById } from '../features/experiments/routes.ts';
import { previewRefusals, type Starting } from '../features/experiments/start.ts';
import { summaryOf } from '../features/experiments/views.ts';
import { forgetSilent, saveGoodbye, saveHello } from '../features/fleet/agents-queries.ts';
import { LinkServer } from '../features/fleet/link-server.ts';
import { fleetRoutes } from '../features/fleet/routes.ts';
import { Halt } from '../features/halt/halt.ts';
import { readHold } from '../features/halt/halt-queries.ts';
import { haltRoutes } from '../features/halt/routes.ts';
import { Intake } from '../features/observations/intake.ts';
import { prune } from '../features/observations/prune-queries.ts';
import { Overview } from '../features/overview/overview.ts';
import { overviewRoutes } from '../features/overview/routes.ts';
import { StreamHub, type Topic } from '../features/overview/stream-hub.ts';
import { Live } from '../features/rules/live.ts';
import { Rules } from '../features/rules/rules.ts';
import { loadSigner } from '../features/rules/signing.ts';
import { scenarioRoutes } from '../features/scenarios/routes.ts';
import { loadScenarioFiles } from '../features/scenarios/scenario-files.ts';
import { listPaths } from '../features/scenarios/scenario-queries.ts';
import { ScenarioViews } from '../features/scenarios/scenario-views.ts';
import { topologyRoutes } from '../features/topology/routes.ts';
import { randomId } from '../platform/chance.ts';
import { systemClock } from '../platform/clock.ts';
import { openDatabase } from '../platform/database.ts';
import { Links } from '../platform/links.ts';
import { createLogger, type Logger } from '../platform/logging.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import { listen } from '../platform/notifications.ts';
import type { Config } from './config.ts';
import { experimentPorts } from './experiment-ports.ts';
import { createHttpApp } from './http-app.ts';
import { idempotency } from './idempotency.ts';

export interface Running {
  readonly port: number;
  readonly url: string;
  readonly signInUrl: string;
  /** The first admin token, told this once; null when there was one. */
  readonly adminTokenMade: string | null;
  stop(): Promise<void>;
}

const PRUNE_MS = 60_000;

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

/** Wires the features together and starts serving. The only place where one feature meets another. */
export async function compose(config: Config): Promise<Running> {
  const clock = systemClock;
  const log = createLogger(config.logLevel);
  const metrics = createMetrics();
  const boot = randomId(12);
  const database = openDatabase(config.databaseUrl, (error) =>
    log.warn({ err: error }, 'an idle database connection broke'),
  );

  const access = new Access(database, clock);
  const adminTokenMade = await access.prepare(config.adminToken, config.agentToken);
  const heldOpen = new HeldOpen(access, log);
  const whileAllowed = (request: IncomingMessage, close: () => void) => heldOpen.hold(secretOf(request) ?? '', close);
  const links = new Links();
  const halt = new Halt({ database, links, clock, log, metrics, boot });
  if (config.scenarios) await loadScenarioFiles(database, config.scenarios, log);
  const live = new Live(database, clock);
  const signer = await loadSigner(database);
  const rules = new Rules(live, signer, (id) => halt.isHalted(id));
  const liveIds = () => live.rows.experiments.map((experiment) => experiment.id);

  const ports = experimentPorts(halt, signer, live);
  const starting: Starting = { database, ports, clock, boot };
  const intake = new Intake(database, tellOverLimit(log, metrics));
  const server = createServer();
  const linkServer = new LinkServer(server, {
    links,
    log,
    rulesOf: (service) => {
      const { rules: serviceRules, text } = rules.of(service);
      return { text, frame: () => rules.frame(serviceRules) };
    },
    answer: (service, sequence, revision) => rules.answer(service, sequence, revision),
    welcome: (hello) => saveHello(database, hello, boot),
    goodbye: (instance) => saveGoodbye(database, instance, boot),
    ingest: ({ instance, service }, report) => intake.take({ reporter: { instance, service, boot }, report }),
    haltedAt: (instance, ids) => {
      const stillLive = ids.filter((id) => liveIds().includes(id) && !halt.isHalted(id));
      if (stillLive.length === 0) return;
      const detail = `The agent ${instance} knows this experiment to be halted.`;
      void halt.halt({ experiments: stillLive, actor: 'hormesis', reason: 'agent_reported', detail, setHold: false });
    },
    counted: (result) => metrics.reports.inc({ result }),
    isAgent: async (request: IncomingMessage) => {
      const secret = secretOf(request);
      return secret !== null && (await access.identify(secret))?.role === 'agent';
    },
    whileAllowed,
  });

  const overview = new Overview(database, {
    version: config.version,
    ready: () => live.rows.revision > 0,
    readHold,
    paths: listPaths,
    experiments: async (client) => {
      const [running, newest] = await Promise.all([listLive(client), listExperiments(client, 20)]);
      return { running: running.map(summaryOf), recent: newest.filter((each) => each.endedAt !== null).map(summaryOf) };
    },
    pools: (path) =>
      live.rows.experiments
        .filter((each) => each.path === path && each.population === 'live')
        .map((each) => ({ experiment: each.id, pool: each.pool, rhoPpm: each.rhoPpm })),
  });
  const read = (topic: Topic): Promise<unknown> =>
    topic.kind === 'now' ? overview.now() : viewById(starting, topic.id);
  const hub = new StreamHub(read, log);

  const refresh = async () => {
    await live.refresh();
    metrics.agentsConnected.set(links.size);
    metrics.experimentsRunning.set(live.rows.experiments.length);
    metrics.treatmentPpm.set(Math.max(0, ...live.rows.experiments.map((each) => each.trafficPpm)));
  };
  // What was written stays written when it cannot be read back at once: the control loop reads it within a second.
  const refreshSoon = () => refresh().catch((error: Error) => log.warn({ err: error }, 'a change could not be read'));
  live.onChange(() => {
    linkServer.pushRules();
    void hub.publish();
  });
  halt.onHalt(() => rules.forget());
  const loop = new ControlLoop({ database, ports, clock, log, metrics, boot, afterRound: refresh });
  const listener = listen(config.databaseUrl, (notification) => {
    if (notification.kind === 'halt' && notification.from !== boot) halt.relay(notification.experiments, liveIds());
    void refreshSoon();
  });
  const pruning = setInterval(() => {
    Promise.all([prune(database), forgetSilent(database)]).catch((error: Error) =>
      log.warn({ err: error }, 'old observations could not be removed'),
    );
  }, PRUNE_MS);

  const views = new ScenarioViews(database, (candidates) => previewRefusals(database, ports, candidates));
  server.on(
    'request',
    createHttpApp({
      log,
      metrics,
      web: config.web,
      authenticate: authenticate(access),
      idempotency: idempotency(database),
      routers: [
        haltRoutes(halt, database, liveIds),
        accessRoutes(access, database),
        overviewRoutes(overview, hub, read, whileAllowed),
        scenarioRoutes(database, views),
        experimentRoutes(starting, refreshSoon),
        fleetRoutes(database),
        topologyRoutes(database),
        auditRoutes(database),
      ],
      notReady: () =>
        database.query('select 1').then(
          () => (live.rows.revision > 0 ? null : 'the rules have not been read yet'),
          () => 'the database is away',
        ),
    }),
  );

  await forgetSilent(database);
  await refresh();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  loop.start();
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  const link = await access.create('sign_in_link', 'admin', 'admin');
  return {
    port,
    url,
    signInUrl: `${url}/sign-in#${link.token}`,
    adminTokenMade,
    async stop() {
      clearInterval(pruning);
      heldOpen.stop();
      hub.stop();
      await loop.stop();
      await release(database, boot).catch(() => {});
      await linkServer.stop();
      halt.stop();
      await listener.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
    },
  };
}
