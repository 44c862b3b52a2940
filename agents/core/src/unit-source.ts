/** Where a path reads its unit. The name of a header is in lower case, as Node and HTTP/2 have them. */
export type UnitSource =
  | { readonly from: 'header' | 'cookie' | 'query'; readonly name: string }
  | { readonly from: 'request' };

/** The parts of a request a unit can be read from. */
export interface UnitCarrier {
  readonly query: string;
  /** `name` in lower case. */
  header(name: string): string | undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cookie(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    const value = pair.slice(equals + 1).trim();
    return decode(value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value);
  }
  return null;
}

/**
 * What identifies the unit of a request, or null: then the request is in no arm. Where every request is its own unit,
 * `requestId` makes one up.
 */
export function readUnit(source: UnitSource, request: UnitCarrier, requestId: () => string): string | null {
  return unitAt(source, request, requestId) || null;
}

function unitAt(source: UnitSource, request: UnitCarrier, requestId: () => string): string | null | undefined {
  switch (source.from) {
    case 'header':
      return request.header(source.name);
    case 'cookie':
      return cookie(request.header('cookie'), source.name);
    case 'query':
      return new URLSearchParams(request.query).get(source.name);
    case 'request':
      return requestId();
  }
}
