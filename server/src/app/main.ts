import { isDatabaseAway } from '../platform/database.ts';
import { migrate, NewerDatabase } from '../platform/migrate.ts';
import { compose } from './compose.ts';
import { BadSetting, readConfig } from './config.ts';
import { demoPlatforms } from './demo-fleet.ts';

/** What is being answered, a round of the control loop and the agents' links end well within this, milliseconds. */
const STOP_WITHIN_MS = 7_000;

/** A problem the person at the keyboard can mend: one line, exit 1. */
function explain(error: unknown): string | null {
  if (error instanceof BadSetting || error instanceof NewerDatabase) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `the port ${'port' in error ? error.port : ''} is taken; set HORMESIS_PORT to another one`;
  }
  if (isDatabaseAway(error))
    return `the database of DATABASE_URL is away: ${error instanceof Error ? error.message : String(error)}`;
  return null;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  await migrate(config.databaseUrl);
  const running = await compose(config, demoPlatforms(process, process.env.HORMESIS_DEMO_FLEET));

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs, the process ends: agents stop by themselves when their lease does.
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  process.send?.({
    type: 'ready',
    port: running.port,
    url: running.url,
    signInUrl: running.signInUrl,
    adminTokenMade: running.adminTokenMade,
  });
  if (!process.send) {
    process.stdout.write(`Hormesis listens on ${running.url}\nSign in: ${running.signInUrl}\n`);
    if (running.adminTokenMade) process.stdout.write(`Admin token, told this once: ${running.adminTokenMade}\n`);
  }
}

main().catch((error: unknown) => {
  const line = explain(error);
  process.stderr.write(
    line
      ? `hormesis: ${line}\n`
      : `hormesis: could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
