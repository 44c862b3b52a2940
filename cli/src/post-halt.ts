import { CliError } from './cli-error.ts';
import type { Client, Schema } from './client.ts';
import { ConnectionError } from './connection-error.ts';
import { isPassing } from './passing-error.ts';

/** A control plane that crashed answers again within some seconds, and goes on with what nobody has halted. */
const TRYING_S = 15;
const RETRY_AFTER_MS = [200, 500, ...Array.from({ length: TRYING_S }, () => 1_000)];
/** A control plane answers a halt within two seconds, or a little later while its database hangs. Sooner sent again is sooner stopped. */
const ANSWER_MS = 6_000;
const LEASE_WORDS = 'without a control plane every agent drops its rules within five seconds';

/**
 * Sends a halt and does not give up with the first broken connection, nor with a proxy that finds nobody behind it: the same
 * halt is repeated for fifteen seconds. `note` hears once that it is being repeated.
 * @throws CliError that says what is not known, and what agents do by themselves.
 */
export async function postHalt<T>(
  client: Client,
  path: string,
  body: unknown,
  schema: Schema<T>,
  note: (text: string) => void = () => {},
): Promise<T> {
  let broken = false;
  try {
    return await client.post(path, body, schema, {
      answerMs: ANSWER_MS,
      retryAfterMs: RETRY_AFTER_MS,
      forMs: TRYING_S * 1_000,
      mayPass: isPassing,
      onBroken(error) {
        if (!broken) note(`${capital(whyNot(client, error))}. Trying again for ${TRYING_S} s; ${LEASE_WORDS}.`);
        broken = true;
      },
    });
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw new CliError(
      `Nothing is confirmed as halted: ${whyNot(client, error)}. ${capital(LEASE_WORDS)}; a control plane that comes back goes on with what was not halted, so say it again until it is confirmed. Is the address right? HORMESIS_URL or "hormesis login URL" names another.`,
      { code: error.code, cause: error },
    );
  }
}

function whyNot({ url }: Client, error: CliError): string {
  if (error instanceof ConnectionError) return `no answer from ${url} (${error.reason})`;
  return `${url} did not take it (${error.message})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
