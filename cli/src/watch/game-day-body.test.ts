import { expect, test } from 'vitest';
import { gameDayView } from '../testing/game-day-fixture.ts';
import { gameDayBody } from './game-day-body.ts';
import { renderLine } from './line.ts';

const TITLE = 'Is everybody there, and does everybody see the same step?';

function shown(columns: number): string {
  const day = gameDayView();
  const steps = day.steps.map((step, place) => (place === 0 ? { ...step, title: TITLE } : step));
  const picture = { day: { ...day, steps }, experiment: null, now: null, atMs: Date.now() };
  return gameDayBody(picture, columns, 40)
    .map((line) => renderLine(line, columns, false))
    .join('\n');
}

test('the title of a step is whole where there is room, and a hold of the plan is called a discussion', () => {
  expect(shown(200)).toMatch(new RegExp(`1 {2}${TITLE.replace('?', '\\?')} +discussion +done`));
});

test('on 80 columns a long title leaves room for how the step is', () => {
  expect(shown(80)).toMatch(/1 {2}Is everybody there, and does e\S*… discussion +done/);
  expect(shown(80)).toMatch(/2 {2}ratings-slow +experiment +.*: running, stage 1/);
});
