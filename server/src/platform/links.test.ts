import { expect, test } from 'vitest';
import { type Link, Links } from './links.ts';

let nowMs = 0;
const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs };

function linkOf(instance: string): Link {
  return { instance, service: 'api', send: () => {}, replaced: () => {} };
}

test('an experiment after the other: an ack has to name those whose lease may still run, not all that ever ran', () => {
  const links = new Links(clock);
  const link = linkOf('api-1');
  links.add(link);
  links.granted(link, 5_000, ['eearlier']);
  nowMs = 4_000;
  links.granted(link, 5_000, ['elater']);
  nowMs = 6_000;
  links.granted(link, 5_000, ['elater']);
  links.attested(link, { active: [], halted: ['elater'], halt: 'h1' });
  links.remove(link);
  expect(links.outOfReach()).toEqual([]);
});

test('an ack that does not know of a halt proves nothing about that lease', () => {
  const links = new Links(clock);
  const link = linkOf('api-1');
  links.add(link);
  links.granted(link, 5_000, ['eone', 'etwo']);
  links.attested(link, { active: [], halted: ['eone'], halt: 'h1' });
  links.remove(link);
  expect(links.outOfReach()).toEqual([link]);
  nowMs += 5_000;
  expect(links.outOfReach()).toEqual([]);
});

test('a halt goes first to those who may be failing calls: whoever told of rules or calls in flight, and not any more', () => {
  const links = new Links(clock);
  const [idle, ruled, flying, over] = ['api-1', 'api-2', 'api-3', 'api-4'].map(linkOf) as [Link, Link, Link, Link];
  for (const link of [idle, ruled, flying, over]) links.add(link);
  const told = (link: Link, rules: number, inFlight: number) =>
    links.attested(link, { active: [{ experiment: 'eone', rules, inFlight }], halted: [], halt: null });
  told(idle, 0, 0);
  told(ruled, 2, 0);
  told(flying, 0, 1);
  told(over, 2, 3);
  told(over, 0, 0);
  expect(links.all()).toEqual([ruled, flying, idle, over]);
  links.remove(ruled);
  links.add(ruled);
  expect(links.all(), 'a new link has told nothing yet').toEqual([flying, idle, over, ruled]);
});
