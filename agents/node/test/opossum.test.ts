import net, { type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { preload, startApp, testFile } from './process.ts';

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test.each([
  ['breaker.cjs', []],
  ['breaker.mjs', []],
  // Loader hooks change how CommonJS is loaded by `import`.
  ['breaker.mjs', preload(testFile('apps/otel.mjs'))],
])(
  'in %s after %j a breaker hides an injected error and a timeout, opens, and is known by its call group while it is open',
  async (file, others) => {
    const app = await startApp([...preload(testFile('scripted-register.ts')), ...others, testFile(`apps/${file}`)], {
      TEST_DEPENDENCIES: `ratings=127.0.0.1:${await freePort()}`,
    });
    await app.stop();
    const group = { callGroup: 'api>http:ratings' };
    expect(app.told).toEqual({
      reasons: [],
      fates: [
        { ...group, fate: { absorbedBy: 'fallback' } },
        { ...group, fate: { absorbedBy: 'fallback' } },
      ],
      events: [
        { ...group, event: 'fallback', carried: true },
        { ...group, event: 'timed_out', carried: true },
        { ...group, event: 'opened', carried: true },
        { ...group, event: 'fallback', carried: true },
        { ...group, event: 'rejected', carried: true },
        { ...group, event: 'fallback', carried: true },
        { ...group, event: 'rejected', carried: false },
        { ...group, event: 'fallback', carried: false },
      ],
    });
  },
);
