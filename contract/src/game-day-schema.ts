import { z } from 'zod';
import { gameDayPlan } from './game-day.ts';

/** The JSON Schema of the plan of a game day, for editors, as it is published in `scenarios/game-day.schema.json`. */
export function gameDayJsonSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(gameDayPlan, { io: 'input', target: 'draft-7', reused: 'ref' });
  return `${JSON.stringify({ $schema, title: 'The plan of a game day of Hormesis', ...schema }, null, 2)}\n`;
}
