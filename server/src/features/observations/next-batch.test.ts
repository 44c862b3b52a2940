import type { Report } from '@hormesis/contract/agent-link.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reported } from './ingest.ts';
import { nextBatch } from './next-batch.ts';

const PATHS: Report['paths'] = [
  { path: 'press-play', experiment: null, arm: null, stage: null, requests: 1, failed: 1 },
];

function reported(service: string, number: number, sequence = 1, paths: Report['paths'] = []): Reported {
  const empty = { revision: 1, active: [], halted: [], callGroups: [], calls: [], exposures: [], events: [] };
  return {
    reporter: { service, instance: `${service}-${number}`, boot: 'boot' },
    report: { type: 'report', sequence, ...empty, paths, dropped: 0, counters: {} },
  };
}

const fleet = (service: string, count: number) =>
  Array.from({ length: count }, (_, number) => reported(service, number));
const servicesOf = (reports: readonly Reported[]) => [...new Set(reports.map(({ reporter }) => reporter.service))];

test('what few agents tell is written together, but two reports of one are written one after the other', () => {
  const [first, second, other] = [reported('api', 1, 1), reported('api', 1, 2), reported('edge', 1)];
  expect(nextBatch([first, second, other])).toEqual({ now: [first, other], later: [second] });
});

test('of many the service that tells of users is written first, and with it the ones that have waited longest', () => {
  const waiting = [...fleet('ratings', 60), ...fleet('profile', 60), ...fleet('search', 60), ...fleet('edge', 60)];
  waiting.push(reported('edge', 60, 1, PATHS));
  const { now, later } = nextBatch(waiting);
  expect(servicesOf(now)).toEqual(['ratings', 'edge']);
  expect(now.filter(({ reporter }) => reporter.service === 'edge')).toHaveLength(61);
  expect(servicesOf(later)).toEqual(['profile', 'search']);
});

test('whatever comes in, every report is written once, those of an instance in their order, and nobody waits for ever', () => {
  const arriving = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 40 }), fc.boolean()), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(fc.array(arriving, { maxLength: 4 }), (rounds) => {
      let sequence = 0;
      let waiting: readonly Reported[] = [];
      const written: Reported[] = [];
      const told: Reported[] = [];
      const write = () => {
        const { now, later } = nextBatch(waiting);
        expect(new Set(now.map(({ reporter }) => reporter.instance)).size).toBe(now.length);
        if (waiting.length > 0) expect(now.length).toBeGreaterThan(0);
        written.push(...now);
        waiting = later;
      };
      for (const round of rounds) {
        const come = round.map(([service, number, ofUsers]) => {
          sequence += 1;
          return reported(`service-${service}`, number, sequence, ofUsers ? PATHS : []);
        });
        told.push(...come);
        waiting = [...waiting, ...come];
        write();
      }
      while (waiting.length > 0) write();
      expect(new Set(written)).toEqual(new Set(told));
      expect(written).toHaveLength(told.length);
      for (const reports of Map.groupBy(written, ({ reporter }) => reporter.instance).values()) {
        const numbers = reports.map(({ report }) => report.sequence);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
    }),
    { numRuns: 50 },
  );
});
