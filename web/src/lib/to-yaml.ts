/** A value of a scenario or a path: what its JSON can hold. */
type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** Plain text that YAML reads back as the same string without quotes. */
const BARE = /^[A-Za-z_*/][A-Za-z0-9 _./*>:,'()-]*$/;
const RESERVED = /^(true|false|null|yes|no|on|off|~)$/i;

/** The keys a person reads first. The database hands keys out in an order of its own. */
const FIRST = ['kind', 'name', 'path', 'title', 'hypothesis', 'owner', 'callGroup', 'everything'];

/** A document as YAML, its name and purpose first, so that what is shown can be pasted into a file and applied. */
export function toYaml(document: object): string {
  return `${block(document as Plain, 0).join('\n')}\n`;
}

function block(value: Plain, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (isList(value)) {
    return value.flatMap((item) => {
      const [first = '', ...rest] = block(item, depth + 1);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (isMap(value)) {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => place(a) - place(b))
      .flatMap(([key, item]) => {
        if (isEmpty(item)) return [`${indent}${key}: ${isList(item) ? '[]' : '{}'}`];
        if (isList(item) || isMap(item)) return [`${indent}${key}:`, ...block(item, depth + 1)];
        return [`${indent}${key}: ${scalar(item)}`];
      });
  }
  return [`${indent}${scalar(value)}`];
}

function place(key: string): number {
  const index = FIRST.indexOf(key);
  return index === -1 ? FIRST.length : index;
}

function scalar(value: Plain): string {
  if (typeof value !== 'string') return String(value ?? null);
  const bare =
    BARE.test(value) && !RESERVED.test(value) && !value.includes(': ') && !value.endsWith(':') && !value.endsWith(' ');
  return bare && !value.startsWith('*') ? value : JSON.stringify(value);
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

function isMap(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: Plain): boolean {
  return (isList(value) && value.length === 0) || (isMap(value) && Object.keys(value).length === 0);
}
