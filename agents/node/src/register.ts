import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { connectAgent } from '@hormesis/link/connect.ts';
import { readConfig } from './config.ts';
import { install, UNSUPPORTED } from './install.ts';
import { currentPlane } from './plane.ts';

/** `node --import @hormesis/node/register app.js`: the only module of this package with an effect of its own. */
const configured = readConfig(process.env, {
  hostname: hostname(),
  pid: process.pid,
  threadId,
  workerId: cluster.worker?.id ?? null,
  nonce: randomBytes(3).toString('hex'),
  packageName: packageName(),
});

if (configured.state === 'off') {
  if (configured.complaint !== null) say(configured.complaint);
} else if (currentPlane() === undefined) {
  for (const complaint of configured.complaints) say(complaint);
  start(configured.config);
}

function start(config: Extract<typeof configured, { state: 'on' }>['config']): void {
  try {
    const { url, token, service, instance, version, zone, region, addresses } = config;
    const runtime = `node ${process.versions.node}`;
    const agent = connectAgent({
      url,
      token,
      service,
      instance,
      version,
      runtime,
      zone,
      region,
      addresses,
      unsupported: UNSUPPORTED,
      log: say,
    });
    install(agent, config);
  } catch (error) {
    // A service that starts without its agent is better than one that does not start.
    say(`the agent could not start and stays off: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function packageName(): string | null {
  try {
    const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name?: unknown };
    return typeof name === 'string' && name !== '' ? name : null;
  } catch {
    return null;
  }
}

function say(message: string): void {
  process.stderr.write(`hormesis: ${message}\n`);
}
