import { type Identity, identity } from '@hormesis/contract/access.ts';
import { experimentView } from '@hormesis/contract/experiment.ts';
import { now } from '@hormesis/contract/status.ts';
import { agentView } from '@hormesis/contract/topology.ts';
import { webhookView } from '@hormesis/contract/webhook.ts';
import { CliError } from '../cli-error.ts';
import type { Client } from '../client.ts';
import { ConnectionError } from '../connection-error.ts';
import { itemsOf } from '../items.ts';
import { agentFindings } from './agent-findings.ts';
import { type Finding, failed } from './finding.ts';
import {
  clockFinding,
  connectionFinding,
  databaseFinding,
  holdFinding,
  roleFinding,
  telemetryFindings,
  versionFinding,
} from './plane-findings.ts';
import { probe } from './probe.ts';
import { webhookFindings } from './webhook-findings.ts';

const TIMEOUT_MS = 5_000;

/**
 * Looks at everything that has to be right before an experiment. A check that cannot be made because one before it
 * failed is left out, so that the first failed line is the one to mend.
 */
export async function examine(client: Client, ownVersion: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    const seen = await probe(client);
    findings.push(connectionFinding(client.url, seen), databaseFinding(seen), clockFinding(seen));
    const self = await client.get('/session', identity, TIMEOUT_MS);
    const who = roleFinding(self);
    findings.push(who);
    if (who.level !== 'failed') {
      findings.push(...(await examineFleet(client, ownVersion, Date.now() + (seen.clockMs ?? 0))));
      findings.push(...(await examineWebhooks(client, self)));
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    findings.push(broken(error));
  }
  return findings;
}

async function examineFleet(client: Client, ownVersion: string, serverNowMs: number): Promise<Finding[]> {
  const { status, running } = await client.get('/now', now, TIMEOUT_MS);
  const agents = await client.get('/agents', itemsOf(agentView), TIMEOUT_MS);
  const views = await Promise.all(
    running.map(({ id }) => client.get(`/experiments/${id}`, experimentView, TIMEOUT_MS)),
  );
  return [
    versionFinding(ownVersion, status.version),
    ...agentFindings(agents.items, serverNowMs),
    holdFinding(status.hold),
    ...telemetryFindings(views, serverNowMs),
  ];
}

/** Who is told may be a secret to whoever only looks: a viewer gets no line about it. */
async function examineWebhooks(client: Client, { role }: Identity): Promise<Finding[]> {
  if (role === 'viewer') return [];
  return webhookFindings((await client.get('/webhooks', itemsOf(webhookView), TIMEOUT_MS)).items);
}

/** What kept the next check from being made, as a finding. */
function broken(error: CliError): Finding {
  if (error instanceof ConnectionError)
    return failed(
      'connection',
      `no answer (${error.reason})`,
      'start it with "npm start", or name another address: hormesis login URL, or HORMESIS_URL',
    );
  if (error.code === 'not_signed_in') return failed('sign-in', error.message, 'hormesis login');
  return failed('answers', error.message, 'compare the versions of this program and of the control plane');
}
