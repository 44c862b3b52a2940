import type { JsonSchema } from '../../contract/src/api-components.ts';

type Part = JsonSchema | boolean | undefined;

/** A schema as a table of its fields; one that is a choice, as a table for each alternative. */
export function schemaTables(schema: JsonSchema): string {
  const choices = choicesOf(schema);
  if (choices.length === 0) return schema.properties ? table(schema) : `${typeText(schema)}\n`;
  return choices.map((choice) => `**${label(choice)}**\n\n${choice.properties ? table(choice) : ''}`).join('\n');
}

/** What a value may be, in words, with links to the named schemas. */
export function typeText(schema: Part): string {
  if (typeof schema !== 'object') return 'anything';
  if (schema.$ref) return link(schema.$ref);
  const choices = choicesOf(schema);
  if (choices.length > 0) return [...new Set(choices.map(typeText))].join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeText({ ...schema, type })).join(' or ');
  switch (schema.type) {
    case 'array':
      return arrayText(schema);
    case 'object':
      return typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0
        ? `object of ${typeText(schema.additionalProperties)}`
        : 'object';
    case 'integer':
    case 'number':
      return `${schema.type}${rangeText(schema)}`;
    case 'string':
      return `${schema.format ?? 'string'}${lengthText(schema)}`;
    default:
      return schema.type ?? 'anything';
  }
}

function choicesOf(schema: JsonSchema): JsonSchema[] {
  const choices: Part[] = schema.oneOf ?? schema.anyOf ?? [];
  return choices.filter((choice): choice is JsonSchema => typeof choice === 'object');
}

function label(choice: JsonSchema): string {
  const fixed = Object.entries(choice.properties ?? {}).find(
    ([, field]) => typeof field === 'object' && 'const' in field,
  );
  if (!fixed)
    return choice.properties ? `with ${Object.keys(choice.properties).map(code).join(', ')}` : typeText(choice);
  return `${code(fixed[0])}: ${typeText(fixed[1])}`;
}

function table(schema: JsonSchema): string {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return 'No fields.\n';
  return ['| field | type | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

function rowsOf(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return [];
    const optional = schema.required?.includes(name) ? '' : '?';
    const row = `| \`${prefix}${name}${optional}\` | ${typeText(field)} | ${meaning(field)} |`;
    const isList = field.type === 'array';
    return [row, ...rowsOf(isList ? itemsOf(field) : field, `${prefix}${name}${isList ? '[]' : ''}.`)];
  });
}

function itemsOf({ items }: JsonSchema): JsonSchema {
  return typeof items === 'object' && !Array.isArray(items) ? items : {};
}

function meaning(field: JsonSchema): string {
  const text = field.description?.replaceAll('|', '\\|') ?? '';
  return field.default === undefined ? text : `${text} Default: ${code(JSON.stringify(field.default))}.`.trim();
}

function arrayText(schema: JsonSchema): string {
  const items = typeText(itemsOf(schema));
  return `array of ${items === 'object' ? 'objects' : items}`;
}

function rangeText({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum === undefined ? '' : `, at most ${maximum}`;
}

function lengthText({ maxLength }: JsonSchema): string {
  return maxLength === undefined ? '' : `, at most ${maxLength} characters`;
}

function link(ref: string): string {
  const name = ref.split('/').at(-1) ?? '';
  return `[${name}](#${name.toLowerCase()})`;
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}
