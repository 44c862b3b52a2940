import { readFileSync } from 'node:fs';
import { gameDayPlan } from '@hormesis/contract/game-day';
import { gameDayJsonSchemaText } from '@hormesis/contract/game-day-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const textOf = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test('the published schema is that of the contract, and the example fits it, below what its own ramps ask', () => {
  expect(textOf('scenarios/game-day.schema.json'), 'run: node scripts/scenario-schema.ts').toBe(
    gameDayJsonSchemaText(),
  );
  const { limits, steps } = gameDayPlan.parse(parse(textOf('game-days/press-play.yaml')));
  const shares = steps.flatMap((step) => (step.kind === 'experiment' ? (step.ramp?.stages ?? []) : []));
  for (const { trafficPpm } of shares) expect(trafficPpm).toBeLessThanOrEqual(limits.maxTreatmentPpm);
});
