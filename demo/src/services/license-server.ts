import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

export interface LicenseServer {
  /** A license for one user and one title. Throws now and then, as every real thing does. */
  issue(user: string, title: string): Promise<string>;
}

/**
 * Stands in for a vendor's license server that speaks no HTTP: it answers after `answerMs` milliseconds, and
 * `failurePpm` of a million requests fail by themselves, at random, whoever asks. Live traffic is never without
 * failures, and an experiment must be able to tell its own from these.
 */
export function licenseServer(options: { answerMs: number; failurePpm: number; random: () => number }): LicenseServer {
  const key = randomBytes(32);
  return {
    async issue(user, title) {
      await wait(options.answerMs);
      if (options.random() * 1_000_000 < options.failurePpm) throw new Error('the license server is out of breath');
      return createHmac('sha256', key).update(`${user} ${title}`).digest('base64url');
    },
  };
}
