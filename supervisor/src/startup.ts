import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChildHouse, startChild } from './child.ts';
import { controlPlaneSpec, localUrl } from './control-plane.ts';
import { type DataDir, openDataDir } from './data-dir.ts';
import { openDatabase } from './database.ts';
import { agentEntry, readFleet, startFleet } from './demo.ts';
import { planFleet, portUses, regionsOf } from './fleet.ts';
import { FleetKeeper } from './fleet-keeper.ts';
import { endLeftovers, type Ledger, openLedger } from './ledger.ts';
import { takeLock } from './lock.ts';
import { choosePorts } from './ports.ts';
import { timed } from './progress.ts';
import { runOnce } from './run-once.ts';
import type { Settings } from './settings.ts';
import { allOrNone, type Undo, unlessAborted } from './undo.ts';
import { buildPage } from './web-build.ts';

export interface StartContext {
  readonly settings: Settings;
  /** Everything that was started is registered here the moment it exists. */
  readonly undo: Undo;
  /** Aborted by Ctrl-C, and by the first step that fails. */
  readonly abort: AbortController;
  say(line: string): void;
}

/** What a person has to know after a start. */
export interface Started {
  readonly url: string;
  readonly signInUrl: string;
  /** Shown once, by the start that made it. */
  readonly adminTokenMade: string | null;
  readonly demoUrl: string | null;
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const DEMO = path.join(REPOSITORY, 'demo');

/** Starts everything in order. Throws a Problem for what the person can mend; whatever was started by then is in `undo`. */
export async function startAll(context: StartContext, dir: DataDir, ledger: Ledger): Promise<Started> {
  const { settings, undo, abort, say } = context;
  const fleet = settings.demo ? readFleet(DEMO) : null;
  const ports = await choosePorts(settings, fleet === null ? [] : portUses(fleet));
  const [databaseUrl] = await allOrNone(abort, [startDatabase(context, dir), preparePage(context)]);

  const url = localUrl(settings.host, ports.controlPlane);
  // Known to this start's processes only: never written down by us, and made anew each time.
  const agentToken = `hat_${randomBytes(24).toString('hex')}`;
  const house: ChildHouse = { logs: dir.logs, compileCache: dir.compileCache, ledger, say };
  const keeper = new FleetKeeper();
  const place = {
    ...{ repository: REPOSITORY, port: ports.controlPlane, databaseUrl },
    agentToken: fleet === null ? null : agentToken,
    demoRegions: fleet === null ? [] : regionsOf(fleet),
  };
  const demo = {
    folder: DEMO,
    ports: ports.demo,
    controlPlaneUrl: url,
    agentToken,
    databaseUrl,
    agentEntry: agentEntry(REPOSITORY),
  };
  const plan = fleet === null ? null : planFleet(fleet, demo);

  const [ready] = await timed('control plane', say, async () => {
    const controlPlane = startChild(controlPlaneSpec(settings, place), house, (message) => keeper.answer(message));
    undo.add(controlPlane.stop);
    const prepared = plan === null ? Promise.resolve() : runOnce(plan.prepare, abort.signal);
    const both = await allOrNone(abort, [unlessAborted(controlPlane.ready, abort.signal), prepared]);
    return { value: both, summary: url };
  });
  if (fleet !== null && plan !== null) {
    const start = { fleet, plan, controlPlane: { url, token: agentToken }, keeper, house, undo, signal: abort.signal };
    await timed('demo', say, async () => ({ value: null, summary: await startFleet(start) }));
  }
  return {
    url,
    signInUrl: String(ready.signInUrl ?? url),
    adminTokenMade: typeof ready.adminTokenMade === 'string' ? ready.adminTokenMade : null,
    demoUrl: plan?.entryUrl ?? null,
  };
}

/** Takes the data directory for this process and ends what a killed predecessor left in it. */
export async function takeOver({ settings, undo, say }: StartContext) {
  const dir = openDataDir(settings.dataDir);
  const lock = takeLock(dir.lock);
  undo.add(lock.release);
  const left = await endLeftovers(dir.children);
  if (left.length > 0) say(`ended what an earlier start left running: ${left.join(', ')}`);
  return { dir, lock, ledger: openLedger(dir.children) };
}

function startDatabase({ settings, undo, abort, say }: StartContext, dir: DataDir): Promise<string> {
  return timed('database', say, async () => {
    const database = await openDatabase(settings.databaseUrl, dir, say, abort.signal);
    undo.add(database.stop);
    return { value: database.url, summary: database.summary };
  });
}

function preparePage({ abort, say }: StartContext): Promise<null> {
  return timed('page', say, async () => {
    const made = await buildPage(REPOSITORY, abort.signal);
    return { value: null, summary: made === 'built' ? 'built' : 'up to date' };
  });
}
