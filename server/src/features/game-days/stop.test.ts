import { gameDayPlan } from '@hormesis/contract/game-day.ts';
import { expect, test } from 'vitest';
import { dayOf } from './game-day.ts';
import type { GameDays } from './ports.ts';
import { stopDay } from './stop.ts';

const DAY = dayOf(
  {
    ...{ id: 'g1234567', createdBy: 'ann', createdAt: '2026-06-09T11:00:00.000Z' },
    plan: gameDayPlan.parse({
      ...{ kind: 'GameDay', name: 'dark-day', goal: 'To know.', path: 'checkout', roles: { lead: 'ann' } },
      ...{ limits: { maxTreatmentPpm: 50_000 }, steps: [{ kind: 'experiment', scenario: 'offers-down' }] },
    }),
  },
  [{ id: 1, at: '2026-06-09T11:00:00.000Z', kind: 'started', step: null, actor: 'ann', text: '', detail: {} }],
);

/** A replica that read the day before its step began, and whose database is away now. */
function withoutDatabase(halted: string[][]): GameDays {
  const away = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  return {
    database: { query: away, transaction: away },
    daysOn: { days: [DAY], unwritten: new Map() },
    ports: {
      experiments: { lastSeenOn: (path: string) => (path === 'checkout' ? ['e1'] : []) },
      async halt({ experiments }: { experiments: string[] }) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        halted.push(experiments);
        return { halted: experiments, recorded: false };
      },
    },
  } as unknown as GameDays;
}

test('a day read before its step began is halted all the same while the database is away: what runs on its path', async () => {
  const halted: string[][] = [];
  const on = withoutDatabase(halted);
  const ann = { name: 'ann', role: 'operator' } as Parameters<typeof stopDay>[3];
  expect(await stopDay(on, DAY.id, 'halt', ann, '')).toMatchObject({ halted: ['e1'], recorded: false });
  expect(halted).toEqual([['e1']]);
  expect(on.daysOn.unwritten.has(DAY.id)).toBe(true);
  await expect(stopDay(on, DAY.id, 'halt', { ...ann, name: 'eve' }, '')).rejects.toThrow('eve may not');
  expect(halted).toHaveLength(1);
});
