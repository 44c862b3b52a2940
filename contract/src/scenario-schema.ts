import { z } from 'zod';
import { scenarioDocument } from './scenario.ts';

/**
 * The JSON Schema of a YAML document of `scenarios/`, for editors: what may be written, so defaults may be left out.
 * Draft 7, because editors know it best. It can't say that a ramp only rises or that names exist: `scenarios lint` does.
 */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioDocument, { io: 'input', target: 'draft-7', reused: 'ref' });
  return { $schema: schema.$schema, title: 'A critical path or a scenario of Hormesis', ...schema };
}

/** The schema as it is published in `scenarios/schema.json`. */
export function scenarioJsonSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}
