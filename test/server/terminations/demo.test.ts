import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DemoPlatform } from '@hormesis/server/features/terminations/platforms/demo/demo-platform.ts';
import { startChild } from '@hormesis/supervisor/child.ts';
import { FleetKeeper } from '@hormesis/supervisor/fleet-keeper.ts';
import { openLedger } from '@hormesis/supervisor/ledger.ts';
import { expect, test } from 'vitest';

const READY = `process.send({ type: 'ready' }); process.on('disconnect', () => process.exit()); setInterval(() => {}, 1000);`;

test('a process of the demo really dies, once for each life, and the group is whole when the supervisor has started it again', async () => {
  const logs = mkdtempSync(path.join(tmpdir(), 'hormesis-keeper-'));
  const entry = path.join(logs, 'ratings.mjs');
  writeFileSync(entry, READY);
  const env = { HORMESIS_SERVICE: 'ratings', DEMO_REGION: 'north', DEMO_ZONE: 'north-a' };
  const spec = { name: 'ratings', entry, nodeArgs: [], env };
  const ledger = openLedger(path.join(logs, 'children.json'));
  const child = startChild(spec, { logs, compileCache: logs, ledger, say: () => {} });
  try {
    await child.ready;
    const keeper = new FleetKeeper();
    keeper.keep([{ spec, child }]);
    const ask = (more: object) => keeper.answer({ type: 'fleet', id: 1, ...more });
    const platform = new DemoPlatform(
      {
        list: async () => ask({ ask: 'list' })?.processes ?? [],
        kill: async (name, pid) => ask({ ask: 'kill', name, pid })?.killed ?? false,
      },
      ['north', 'south'],
    );
    const signal = AbortSignal.timeout(20_000);
    const place = { platform: 'demo', account: 'demo', region: 'north' } as const;
    const look = async () => {
      const seen = await platform.find({ place, group: 'ratings' }, signal);
      return seen.kind === 'found' ? seen.group : null;
    };
    const [member] = (await look())?.members ?? [];
    expect(member).toMatchObject({ name: 'ratings', zone: 'north-a', state: 'healthy' });
    const address = { place, group: 'ratings', member: member?.member ?? '', name: 'ratings' };
    expect(await platform.terminate(address, { way: 'terminate' }, signal)).toEqual({ kind: 'done' });
    for (let n = 0; n < 500; n += 1) {
      const [now] = (await look())?.members ?? [];
      if (now && now.member !== member?.member && now.state === 'healthy') break;
      await new Promise((wake) => setTimeout(wake, 20));
    }
    const group = await look();
    expect(group).toMatchObject({ desiredCount: 1, members: [{ name: 'ratings', state: 'healthy' }] });
    expect(group?.members[0]?.member).not.toBe(member?.member);
    // The same request once more means a life that is over.
    expect(await platform.terminate(address, { way: 'terminate' }, signal)).toEqual({ kind: 'vanished' });
    expect(await platform.list({ ...place, region: 'south' }, signal)).toEqual({ kind: 'listed', groups: [] });
    expect(keeper.answer({ type: 'ready' })).toBeNull();
  } finally {
    await child.stop();
    rmSync(logs, { recursive: true, force: true });
  }
});
