import { expect, test } from 'vitest';
import { Crowding } from './crowding.ts';

/** Links of three replicas after some seconds, when whoever is sent on goes to the next. */
function after(seconds: number, links: number[]): number[] {
  const replicas = links.map(() => new Crowding());
  for (let second = 0; second < seconds; second += 1) {
    const before = [...links];
    replicas.forEach((crowding, at) => {
      const leaving = crowding.leave(
        before[at] ?? 0,
        before.filter((_, other) => other !== at),
      );
      const next = (at + 1) % links.length;
      links[at] = (links[at] ?? 0) - leaving;
      links[next] = (links[next] ?? 0) + leaving;
    });
  }
  return links;
}

test('a replica that came back empty gets its share within minutes, and then nobody is moved any more', () => {
  const spread = after(120, [5_000, 5_000, 0]);
  for (const links of spread) expect(links).toBeLessThanOrEqual((10_000 / 3) * 1.2 + 3);
  expect(after(60, [...spread])).toEqual(spread);
});

test('a few agents are left where they are, and nobody moves when there is nowhere to go', () => {
  expect(after(60, [4, 0, 0])).not.toEqual([0, 0, 0]);
  expect(after(60, [3, 1, 1])).toEqual([3, 1, 1]);
  expect(new Crowding().leave(1_000, [])).toBe(0);
});

test('at once nobody is moved: agents may be about to spread by themselves', () => {
  expect(after(4, [300, 0, 0])).toEqual([300, 0, 0]);
});
