import type { GameDayDeed, GameDayView } from '@hormesis/contract/game-day.ts';
import { sentence } from '../../../lib/sentence.ts';
import type { Move } from '../api/move-game-day.ts';
import type { Mine } from '../my-rights.ts';

/** A button of the lead, and why it cannot be pressed; an empty reason: it can. */
export type MoveButton = { deed: 'start' | 'next' | 'done' | 'skip'; words: string; move: Move; reason: string };

/** The buttons that mean something now, the one that leads on first. Pure. */
export function moveButtons(day: GameDayView, { rights }: Mine): MoveButton[] {
  const { state, steps } = day;
  const reasonOf = (deed: GameDayDeed) => (rights[deed].may ? '' : rights[deed].reason);
  const button = (
    words: string,
    move: Extract<Move, { reason: string }> & { deed: MoveButton['deed'] },
  ): MoveButton => ({
    ...{ deed: move.deed, words, move, reason: reasonOf(move.deed) },
  });
  if (state.name === 'ended') return [];
  if (state.name === 'planned') return [button('Start the day', { deed: 'start', reason: '' })];
  const hand = steps[state.step];
  if (!hand) return [button('End the day', { deed: 'next', step: steps.length, reason: '' })];
  const running = hand.state.name === 'running';
  const next = state.step + (running ? 1 : 0);
  const ofPeople = hand.step.kind === 'manual' || hand.step.kind === 'hold';
  const begin = button(next < steps.length ? `Begin step ${next + 1}` : 'End the day', {
    ...{ deed: 'next', step: next, reason: '' },
  });
  const done = button(hand.step.kind === 'hold' ? 'Discussion is over' : 'Done', { deed: 'done', reason: '' });
  const skip = button('Skip', { deed: 'skip', step: state.step, reason: '' });
  if (!running) return [begin, skip];
  return ofPeople ? [done, ...(hand.step.kind === 'hold' ? [begin] : []), skip] : [begin, skip];
}

/** Why buttons are dark, each reason once. */
export function whyNot(buttons: readonly MoveButton[], { role }: Mine, lead: string): string[] {
  const dark = buttons.filter(({ reason }) => reason !== '');
  if (role === 'lead') return [...new Set(dark.map(({ reason }) => sentence(reason)))];
  const others = dark.filter(({ deed }) => deed === 'done').map(({ reason }) => sentence(reason));
  return dark.some(({ deed }) => deed !== 'done') ? [`The lead, ${lead}, moves the day on.`, ...others] : others;
}
