import { expect, test } from 'vitest';
import { auditSentence } from './audit-sentence.ts';

const told = (action: string, target: string, detail: Record<string, unknown> = {}, title: string | null = null) => {
  const { before, thing, after, reason } = auditSentence({ action, target, title, detail });
  return [`ada ${[before, thing?.words, after].filter(Boolean).join(' ')}`, thing?.to ?? null, reason];
};

test('what people did reads as a sentence, with the thing it was done to', () => {
  expect(told('experiment_started', 'e1a2b3', { scenario: 'ratings-slow' }, 'Ratings are slow')).toEqual([
    'ada started Ratings are slow on live traffic',
    '/experiments/e1a2b3',
    '',
  ]);
  expect(told('experiment_promoted', 'e1a2b3', { reason: 'enough seen' })).toEqual([
    'ada promoted e1a2b3 to its next stage',
    '/experiments/e1a2b3',
    'enough seen',
  ]);
  expect(told('scenario_applied', 'ratings-slow', { kind: 'Scenario', version: 3, source: 'file' })).toEqual([
    'ada saved the scenario ratings-slow as version 3 from its file',
    '/scenarios/ratings-slow',
    '',
  ]);
  expect(told('access_token_created', 'c4r7', { name: 'pipeline', role: 'operator' })[0]).toBe(
    'ada made the access token pipeline with the role operator',
  );
});

test('a halt says how much it stopped, and why', () => {
  expect(told('halt_all', 'e1a2b3 e9z8y7', { reason: 'halt_all', detail: 'drill' })).toEqual([
    'ada halted everything and set the hold switch (2 experiments were running)',
    null,
    'drill',
  ]);
  expect(told('halt_all', 'nothing was running', { detail: '' })[0]).toContain('(nothing was running)');
});

test('a kill names the group and who died, and a dry run is none', () => {
  const group = 'ec2/prod/eu-west-1/api/main/api-main';
  expect(told('termination', group, { members: ['i-1'] })).toEqual([
    `ada killed in ${group} (i-1)`,
    '/terminations',
    '',
  ]);
  expect(told('termination_leashed', group, { members: ['i-1'] })[0]).toBe(`ada tried a kill in ${group} (i-1)`);
  expect(told('terminations_unleashed', 'terminations')[0]).toBe('ada took terminations off the leash');
});

test('an action this page has never heard of is told as it is', () => {
  expect(told('shield_raised', 'f12', { reason: 'known' })).toEqual(['ada shield raised f12', null, 'known']);
});

test('what was done to a finding reads as a sentence, with its reason, and leads to it', () => {
  const deed = (action: string, text: string) => told(action, 'f12', { text });
  expect(deed('finding_accepted', 'ada accepted it until 2026-11-23: until the rewrite: soon')).toEqual([
    'ada accepted the finding f12 until 2026-11-23',
    '/findings/f12',
    'until the rewrite: soon',
  ]);
  expect(deed('finding_fixed', 'ada marked it as fixed: a fallback')[0]).toBe('ada marked the finding f12 as fixed');
  expect(deed('finding_reopened', 'ada opened it again: still there')[2]).toBe('still there');
  expect(told('finding_assigned', 'f12', { owner: 'ratings' })[0]).toBe('ada gave the finding f12 to ratings');
  expect(told('finding_assigned', 'f12', { owner: '' })[0]).toBe('ada gave the finding f12 to nobody');
});

test('a refused start names every limit that refused it', () => {
  const refusals = [
    { code: 'hold_switch_set', message: 'the hold switch is set' },
    { code: 'finding_open', message: 'finding f12 is open' },
  ];
  expect(told('experiment_refused', 'ratings-slow', { refusals })).toEqual([
    'ada was refused ratings-slow by 2 limits',
    '/scenarios/ratings-slow',
    'the hold switch is set; finding f12 is open',
  ]);
});
