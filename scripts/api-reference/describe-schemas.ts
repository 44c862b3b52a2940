import { readdirSync } from 'node:fs';
import type { JsonSchema } from '../../contract/src/api-components.ts';
import { apiSchemas } from '../../contract/src/api-schemas.ts';
import { type SchemaDocs, schemaDocs } from './field-docs.ts';

const folder = new URL('../../contract/src/', import.meta.url);

/** Adds to each named schema what the comments in the contract say about it and its fields. */
export async function describeSchemas(schemas: Record<string, JsonSchema>): Promise<void> {
  const { named, constants } = await readDocs();
  for (const [name, schema] of Object.entries(schemas)) {
    const docs = named.get(name) ?? named.get(name.replace(/Input$/, ''));
    if (!docs) continue;
    if (docs.schema !== null) schema.description = docs.schema;
    describeFields(schema, '', docs, constants);
  }
}

interface Docs {
  /** The comments of the schemas that `apiSchemas` names. */
  readonly named: ReadonlyMap<string, SchemaDocs>;
  /** What is said of all others, by the name of the constant. */
  readonly constants: ReadonlyMap<string, string>;
}

async function readDocs(): Promise<Docs> {
  const names = new Map<unknown, string>(Object.entries(apiSchemas).map(([name, schema]) => [schema, name]));
  const named = new Map<string, SchemaDocs>();
  const constants = new Map<string, string>();
  for (const file of readdirSync(folder).filter((each) => /^[a-z-]+\.ts$/.test(each))) {
    const url = new URL(file, folder);
    const exported: Record<string, unknown> = await import(url.href);
    for (const [constant, docs] of schemaDocs(url.pathname)) {
      const name = names.get(exported[constant]);
      if (name !== undefined) named.set(name, docs);
      else if (docs.schema !== null) constants.set(constant, docs.schema);
    }
  }
  return { named, constants };
}

function describeFields(schema: JsonSchema, path: string, docs: SchemaDocs, constants: Docs['constants']): void {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (typeof field === 'boolean') continue;
    const inner = path === '' ? name : `${path}.${name}`;
    const found = docs.fields.get(inner);
    const text = found?.comment ?? constants.get(found?.madeOf ?? '');
    if (text !== undefined) field.description = text;
    describeFields(field, inner, docs, constants);
  }
  const { items, anyOf = [], oneOf = [], additionalProperties } = schema;
  for (const part of [items, additionalProperties, ...anyOf, ...oneOf])
    if (typeof part === 'object' && !Array.isArray(part)) describeFields(part, path, docs, constants);
}
