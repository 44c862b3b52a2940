import { findPostmaster } from './postmaster.ts';
import { describe, Problem } from './problem.ts';
import { signal as send } from './process-identity.ts';
import { HELP, parseCommand, type Settings } from './settings.ts';
import { type StartContext, type Started, startAll, takeOver } from './startup.ts';
import { createUndo } from './undo.ts';

/** npm hands Ctrl-C on to us, and the terminal sends it as well: within this time it is one wish. */
const ONE_KEYPRESS_MS = 400;
const PARENT_CHECK_MS = 1_000;

const say = (line: string) => console.log(line);
const complain = (error: unknown) => console.error(`hormesis: ${describe(error)}`);

/** Resolves with the exit code, once nothing of ours is running any more. */
async function run(settings: Settings): Promise<number> {
  const abort = new AbortController();
  const undo = createUndo(complain);
  const context: StartContext = { settings, undo, abort, say };
  const wish = listenForStop(abort);
  let failed = false;
  try {
    const { dir, lock, ledger } = await takeOver(context);
    wish.onImpatience(() => {
      ledger.killAll();
      const postmaster = findPostmaster(dir.postgres);
      if (postmaster !== null) send(postmaster.pid, 'SIGKILL');
      lock.release();
    });
    const started = await startAll(context, dir, ledger);
    lock.publish(started.url);
    announce(started);
    await wish.stop;
  } catch (error) {
    failed = !wish.wished();
    if (failed) report(error);
    abort.abort(error);
  }
  if (!failed) say('\nstopping …');
  await undo.run();
  if (!failed) say('stopped');
  return failed ? 1 : 0;
}

/** Ctrl-C, SIGTERM, a closed terminal and a parent that is gone all mean: stop everything in order. Again: kill everything. */
function listenForStop(abort: AbortController) {
  let wishedMs: number | null = null;
  let kill = () => {};
  const stop = Promise.withResolvers<void>();
  const onSignal = () => {
    const nowMs = performance.now();
    if (wishedMs === null) {
      wishedMs = nowMs;
      abort.abort(new Error('stopped'));
      stop.resolve();
    } else if (nowMs - wishedMs > ONE_KEYPRESS_MS) {
      kill();
      process.exit(130);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  if (process.send) process.once('disconnect', onSignal);
  if (process.env.npm_lifecycle_event === 'start') whenOrphaned(onSignal);
  return {
    stop: stop.promise,
    wished: () => wishedMs !== null,
    onImpatience: (action: () => void) => {
      kill = action;
    },
  };
}

/** npm that is killed tells nobody: without it there is no terminal that could stop us. */
function whenOrphaned(action: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    action();
  }, PARENT_CHECK_MS);
  timer.unref();
}

function announce(started: Started): void {
  const lines = [
    '',
    `Sign in    ${started.signInUrl}`,
    ...(started.demoUrl === null ? [] : [`The demo   ${started.demoUrl}`]),
    ...(started.adminTokenMade === null ? [] : [`Admin token, shown this once: ${started.adminTokenMade}`]),
    '',
    'Ctrl-C stops everything.',
  ];
  say(lines.join('\n'));
  process.send?.({ type: 'ready', ...started });
}

/** A Problem is one line; anything else is a bug of ours and comes with its stack. */
function report(error: unknown): void {
  complain(error);
  if (!(error instanceof Problem) && error instanceof Error) console.error(error.stack);
}

try {
  const command = parseCommand(process.argv.slice(2), process.env, process.cwd());
  if (command.kind === 'help') say(HELP);
  process.exit(command.kind === 'help' ? 0 : await run(command.settings));
} catch (error) {
  report(error);
  process.exit(1);
}
