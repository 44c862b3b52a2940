import { createHmac } from 'node:crypto';

/**
 * What goes into the signature header: HMAC-SHA256 of `timestamp.body`, keyed with the webhook's secret. The timestamp is
 * inside, so that a delivery that was overheard cannot be played again later with a newer one.
 * @param timestampSeconds whole seconds since 1970.
 */
export function signatureOf(secret: string, timestampSeconds: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestampSeconds}.${body}`, 'utf8').digest('hex')}`;
}
