import { z } from 'zod';
import { apiRoutes } from './api-routes.ts';
import { apiSchemas } from './api-schemas.ts';

/** JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;
type Schemas = Record<string, JsonSchema>;

export interface ApiComponents {
  /** The named schemas, in the order of their names in `apiSchemas`. */
  readonly schemas: Schemas;
  /** What the body of a request has to fit. */
  body(schema: z.ZodType): JsonSchema;
  /** What an answer fits; lists and other unnamed schemas are written out. */
  answer(schema: z.ZodType): JsonSchema;
}

const PREFIX = '#/components/schemas/';
const names = new Map(Object.entries(apiSchemas).map(([name, schema]) => [schema, name]));

/**
 * The schemas of the API as JSON Schema. A schema with defaults means two things: in a body the field may be left out,
 * in an answer it is always there. One that is used both ways therefore appears twice, the second time as `…Input`.
 */
export function apiComponents(): ApiComponents {
  const answers = convert('output');
  const bodies = convert('input');
  const inBodies = reach(bodies, named(apiRoutes.flatMap(({ body }) => body ?? [])));
  const inAnswers = reach(answers, [...named(apiRoutes.map(({ answer }) => answer.schema)), 'Error']);
  const twice = new Set([...inBodies].filter((name) => inAnswers.has(name) && differs(name, answers, bodies)));
  const schemas: Schemas = {};
  for (const name of Object.keys(apiSchemas)) {
    const [body, answer] = [bodies[name], answers[name]];
    if (answer && inAnswers.has(name)) schemas[name] = answer;
    if (body && inBodies.has(name) && (twice.has(name) || !inAnswers.has(name)))
      schemas[twice.has(name) ? `${name}Input` : name] = renameRefs(body, twice);
  }
  return {
    schemas,
    body: (schema) => renameRefs({ $ref: `${PREFIX}${names.get(schema)}` }, twice),
    answer: (schema) => {
      const name = names.get(schema);
      return name ? { $ref: `${PREFIX}${name}` } : (answers[unnamed(schema)] ?? {});
    },
  };
}

/** Where a schema without a name stands among the answers. */
function unnamed(schema: z.ZodType): string {
  return `answer ${apiRoutes.findIndex(({ answer }) => answer.schema === schema)}`;
}

function named(schemas: readonly z.ZodType[]): string[] {
  return schemas.map((schema) => names.get(schema) ?? unnamed(schema));
}

function convert(io: 'input' | 'output'): Schemas {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  for (const { answer } of apiRoutes)
    if (!names.has(answer.schema)) registry.add(answer.schema, { id: unnamed(answer.schema) });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `${PREFIX}${id}`, override: tidy });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _uri, ...schema }]) => [id, schema]),
  );
}

/** Takes out what only repeats the type, and lets answers grow: only strict objects refuse other members. */
function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !def.catchall) delete jsonSchema.additionalProperties;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (def.type === 'record') delete jsonSchema.propertyNames;
}

function refsOf(schema: JsonSchema | undefined): string[] {
  return [...JSON.stringify(schema ?? {}).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

/** Everything that `roots` lead to. */
function reach(schemas: Schemas, roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...refsOf(schemas[name]));
  }
  return found;
}

function differs(name: string, answers: Schemas, bodies: Schemas): boolean {
  return [...reach(bodies, [name])].some((each) => JSON.stringify(answers[each]) !== JSON.stringify(bodies[each]));
}

function renameRefs(schema: JsonSchema, twice: ReadonlySet<string>): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && twice.has(value.slice(PREFIX.length)) ? `${value}Input` : value,
  );
}
