import { expect, test } from 'vitest';
import { licenseServer } from './license-server.ts';

const FAILURE_PPM = 2_000;

test('two licenses of a thousand fail by themselves, by the dice of each request and not by the user', async () => {
  const failing = licenseServer({ answerMs: 0, failurePpm: FAILURE_PPM, random: () => 0.001_999 });
  const lucky = licenseServer({ answerMs: 0, failurePpm: FAILURE_PPM, random: () => 0.002 });
  await expect(failing.issue('u000001', 'paper-harbour')).rejects.toThrow('out of breath');
  await expect(lucky.issue('u000001', 'paper-harbour')).resolves.toMatch(/^[\w-]{43}$/);
});

test('a license is for one user and one title', async () => {
  const server = licenseServer({ answerMs: 0, failurePpm: 0, random: Math.random });
  const mine = await server.issue('u000001', 'paper-harbour');
  expect(await server.issue('u000001', 'paper-harbour')).toBe(mine);
  expect(await server.issue('u000002', 'paper-harbour')).not.toBe(mine);
  expect(await server.issue('u000001', 'glass-tide')).not.toBe(mine);
});
