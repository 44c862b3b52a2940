import {
  type GameDayDeed,
  type GameDayRole,
  type GameDayStep,
  type GameDayView,
  gameDayDeeds,
} from '@hormesis/contract/game-day.ts';
import { expect, test } from 'vitest';
import { moveButtons, whyNot } from './moves.ts';

const TALK: GameDayStep = { kind: 'hold', question: 'Is everybody there?', minutes: 5 };
const LOOK: GameDayStep = { kind: 'manual', title: 'Look', instructions: 'Open it.' };
const OFFERS: GameDayStep = { kind: 'experiment', scenario: 'offers-down' };

function at(place: number, step: GameDayStep, running: boolean): GameDayView {
  const state = running ? { name: 'running', since: '' } : { name: 'waiting' };
  const steps = [TALK, LOOK, OFFERS].map(() => ({ step, state }));
  return { state: { name: 'running', step: place, since: '', endsAt: '' }, steps } as unknown as GameDayView;
}
function who(role: GameDayRole, refused: Partial<Record<GameDayDeed, string>> = {}) {
  const right = (deed: GameDayDeed) => ({ may: refused[deed] === undefined, reason: refused[deed] ?? '' });
  return { role, rights: Object.fromEntries(gameDayDeeds.map((deed) => [deed, right(deed)])) } as Parameters<
    typeof moveButtons
  >[1];
}
const words = (day: GameDayView) => moveButtons(day, who('lead')).map((each) => each.words);

test('each moment has the buttons that mean something in it, and next names the step that was seen', () => {
  expect(words(at(0, OFFERS, false))).toEqual(['Begin step 1', 'Skip']);
  expect(words(at(0, LOOK, true))).toEqual(['Done', 'Skip']);
  expect(words(at(0, TALK, true))).toEqual(['Discussion is over', 'Begin step 2', 'Skip']);
  expect(words(at(2, TALK, true))).toEqual(['Discussion is over', 'End the day', 'Skip']);
  expect(words(at(3, TALK, false))).toEqual(['End the day']);
  expect(moveButtons(at(0, TALK, true), who('lead'))[1]?.move).toEqual({ deed: 'next', step: 1, reason: '' });
  expect(moveButtons(at(0, OFFERS, false), who('lead'))[0]?.move).toEqual({ deed: 'next', step: 0, reason: '' });
});

test('the lead reads why the step goes on, others that the lead moves the day on', () => {
  const goesOn = { next: 'step 1 goes on: halt it', skip: 'step 1 goes on: halt it' };
  const lead = who('lead', goesOn);
  expect(whyNot(moveButtons(at(0, OFFERS, true), lead), lead, 'ann')).toEqual(['Step 1 goes on: halt it.']);
  const bob = who('operator', { next: 'next is for the lead (ann)', skip: 'skip is for the lead (ann)' });
  expect(whyNot(moveButtons(at(0, OFFERS, true), bob), bob, 'ann')).toEqual(['The lead, ann, moves the day on.']);
  expect(whyNot(moveButtons(at(0, LOOK, true), bob), bob, 'ann')).toEqual(['The lead, ann, moves the day on.']);
});
