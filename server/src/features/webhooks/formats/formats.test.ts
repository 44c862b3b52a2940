import { expect, test } from 'vitest';
import { composeEvent } from '../compose-event.ts';
import type { StoredEvent } from '../webhook.ts';
import { formats } from './format.ts';

const startedAt = new Date('2026-03-02T09:30:00Z');
const halted: StoredEvent = {
  ...{ id: '6f1c1d3e-7c1b-4a52-9d0e-3a51f9a7c001', kind: 'experiment.halted', at: new Date('2026-03-02T09:32:10Z') },
  data: { actor: 'hormesis', text: '12 users <failed> & nobody helped <!channel>.', detail: { reason: 'harm' } },
  experiment: {
    ...{ id: 'e7k2m9q4x1', title: 'Ratings slow', scenario: 'ratings-slow', path: 'press-play' },
    ...{ owner: 'ratings-team', population: 'live', startedAt },
  },
};
const event = composeEvent(halted, 'https://hormesis.example');

test('a message in Slack says what happened, links back, and calls nobody by what a person wrote', () => {
  const message = JSON.stringify(formats.slack(event, startedAt));
  expect(message).toContain('*Halted: Ratings slow*');
  expect(message).toContain('&lt;!channel&gt;');
  expect(message).not.toContain('<!channel>');
  expect(message).toContain('<https://hormesis.example/experiments/e7k2m9q4x1|Open>');
});

test('a text that grows by what Slack needs escaped still fits, whole characters and the link too', () => {
  const long = { ...event, text: '<&>'.repeat(900), actor: '&'.repeat(3_000) };
  const message = formats.slack(long, startedAt) as {
    blocks: { text?: { text: string }; elements?: { text: string }[] }[];
  };
  const texts = message.blocks.flatMap(({ text, elements }) => [...(text ? [text] : []), ...(elements ?? [])]);
  for (const { text } of texts) {
    expect(text.length).toBeLessThan(3_000);
    expect(text).not.toMatch(/&(?!(amp|lt|gt);)/);
  }
  expect(texts.at(-1)?.text).toMatch(/ · <https:\/\/hormesis\.example\/experiments\/e7k2m9q4x1\|Open>$/);
});

test('without a public address there is no link', () => {
  expect(JSON.stringify(formats.slack(composeEvent(halted, null), startedAt))).not.toContain('|Open>');
});

test('in Grafana the end of an experiment is a region from its start, another event a moment', () => {
  expect(formats.grafana(event, startedAt)).toMatchObject({
    time: startedAt.getTime(),
    timeEnd: halted.at.getTime(),
    tags: ['hormesis', 'experiment.halted', 'e7k2m9q4x1', 'ratings-slow', 'press-play'],
  });
  expect(formats.grafana({ ...event, kind: 'experiment.paused' }, startedAt)).not.toHaveProperty('timeEnd');
});

test('the figures of a termination become sentences', () => {
  const told = (kind: StoredEvent['kind'], member: string | null, detail: Record<string, unknown>) =>
    composeEvent(
      {
        ...{ id: halted.id, kind, at: halted.at, experiment: null },
        data: { actor: 'ada', detail, termination: { id: 't1', group: 'api in eu', app: 'api', member } },
      },
      'https://hormesis.example',
    );
  expect(told('termination.killed', 'i-1', { kind: 'done' }).text).toBe('ada killed i-1 of api in eu.');
  expect(told('termination.recovered', null, { afterMs: 41_800 }).text).toBe('api in eu is whole again after 42 s.');
  const sick = told('termination.not_recovered', null, { afterMs: 1, reason: 'after 15 minutes 2 of 3 are healthy' });
  expect(sick).toMatchObject({
    text: expect.stringContaining('2 of 3'),
    link: 'https://hormesis.example/terminations',
  });
});
