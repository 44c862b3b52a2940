import { createServer } from 'node:http';
import { release } from '../features/experiments/claim-queries.ts';
import { viewById } from '../features/experiments/routes.ts';
import { forgetSilent } from '../features/fleet/agents-queries.ts';
import { LinkServer } from '../features/fleet/link-server.ts';
import type { DaysOn } from '../features/game-days/days-on.ts';
import { viewDay } from '../features/game-days/views.ts';
import { Overview } from '../features/overview/overview.ts';
import { StreamHub, type Topic } from '../features/overview/stream-hub.ts';
import type { Live } from '../features/rules/live.ts';
import type { TerminationPlatform } from '../features/terminations/platform-port.ts';
import { Runner } from '../features/terminations/runner.ts';
import { readTopology } from '../features/topology/topology-queries.ts';
import { Deliverer } from '../features/webhooks/deliverer.ts';
import { background } from './background.ts';
import type { Config } from './config.ts';
import { openDoors } from './doors.ts';
import { Draining } from './draining.ts';
import { createFeatures, createPlatform, type Platform } from './features.ts';
import { linkPorts } from './link-ports.ts';
import { overviewPorts } from './overview-ports.ts';
import { requestHandler } from './request-handler.ts';

/** A halt is answered within two seconds, whatever happens; a little more lets it out, milliseconds. */
const DRAIN_MS = 2_500;

export interface Running {
  readonly port: number;
  readonly url: string;
  readonly signInUrl: string;
  /** The first admin token, told this once; null when there was one. */
  readonly adminTokenMade: string | null;
  stop(): Promise<void>;
}

/** Wires the features together and starts serving; `extraPlatforms` are found besides those of the configuration. Only this folder lets one feature meet another. */
export async function compose(config: Config, extraPlatforms: readonly TerminationPlatform[] = []): Promise<Running> {
  const platform = createPlatform(config);
  const features = await createFeatures(platform, config, extraPlatforms);
  const { database, boot } = platform;
  const { halt, live, rules, places, starting, access, heldOpen, gameDays } = features;

  const server = createServer();
  const draining = new Draining(server);
  const linkServer = new LinkServer(server, linkPorts({ ...platform, ...features, harmTold: () => lookSoon() }));
  const overview = new Overview(database, overviewPorts(config.version, live));
  const read = (topic: Topic): Promise<unknown> => {
    switch (topic.kind) {
      case 'now':
        return overview.now();
      case 'topology':
        return readTopology(database);
      case 'experiment':
        return viewById(starting, topic.id);
      case 'game-day':
        return viewDay(database, gameDays.ports, topic.id);
    }
  };
  const hub = new StreamHub(read, platform.log);

  const refresh = refreshing(live, platform, gameDays.daysOn);
  live.onChange(() => {
    linkServer.pushRules();
    void hub.publish();
  });
  places.onChange(() => {
    rules.forget();
    linkServer.pushRules();
  });
  halt.onHalt((heardOut) => {
    features.load.stopUnless((experiment) => !halt.isHalted(experiment));
    rules.forget();
    linkServer.standBack(heardOut);
  });
  halt.progress.onProgress((progress) => hub.tell('now', 'halt', progress));
  const { startLoop, lookSoon, stopLoop, stopListening } = background(platform, features, config.databaseUrl, {
    refresh,
    balance: () => linkServer.balance(platform.replicas.others.map((each) => each.links)),
  });
  const runner = new Runner(features.terminations);
  const deliverer = new Deliverer(features.webhooks);
  server.on(
    'request',
    requestHandler(platform, features, {
      ...{ overview, hub, read, changed: refresh.soon, web: config.web },
      stops: () => draining.begun,
    }),
  );

  await forgetSilent(database);
  await refresh.now();
  await places.start((error) => platform.log.warn({ err: error }, 'the places of instances could not be read'));
  const doors = await openDoors(server, config, (error) =>
    platform.log.error({ err: error }, 'a connection could not be taken'),
  );
  const url = urlOf(config.host, doors.port);
  startLoop();
  runner.start();
  deliverer.start();
  const link = await access.create('sign_in_link', 'admin', 'admin');
  return {
    port: doors.port,
    url,
    signInUrl: `${url}/sign-in#${link.token}`,
    adminTokenMade: features.adminTokenMade,
    // Others take over while this process still answers: first the claims, then what is being answered, then the agents.
    // At last what is needed to stop: nothing asks a database that is closed.
    async stop() {
      draining.begin();
      doors.close();
      heldOpen.stop();
      hub.stop();
      places.stop();
      features.load.stop();
      await Promise.all([stopLoop(), runner.stop(), deliverer.stop()]);
      await release(database, boot).catch(() => {});
      await draining.done(DRAIN_MS);
      await linkServer.stop();
      await platform.replicas.leave().catch(() => {});
      halt.stop();
      await stopListening();
      await features.terminations.lookout.close();
      server.closeAllConnections();
      await database.close();
    },
  };
}

/** Reads what is live, now or as soon as it can be. */
function refreshing(live: Live, { database, metrics, links, replicas, log }: Platform, daysOn: DaysOn) {
  const now = async () => {
    await replicas.beat(links.size);
    await live.refresh();
    await daysOn.refresh(database);
    metrics.agentsConnected.set(links.size);
    metrics.experimentsRunning.set(live.rows.experiments.length);
    metrics.treatmentPpm.set(Math.max(0, ...live.rows.experiments.map((each) => each.trafficPpm)));
  };
  // What was written stays written when it cannot be read back at once: the control loop reads it within a second.
  const soon = () => now().catch((error: Error) => log.warn({ err: error }, 'a change could not be read'));
  return { now, soon };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
