import type { IncomingMessage } from 'node:http';

/**
 * Makes `baggage` of an incoming request read as given, undefined: as if it had never been sent, in every place where
 * Node shows headers. The two derived views are made before `rawHeaders` changes: Node derives them lazily, by the
 * length that the list had when it was parsed.
 */
export function rewriteIncomingBaggage(request: IncomingMessage, baggage: string | undefined): void {
  const { headers, headersDistinct } = request;
  if (baggage === undefined) {
    delete headers.baggage;
    delete headersDistinct.baggage;
  } else {
    headers.baggage = baggage;
    headersDistinct.baggage = [baggage];
  }
  request.rawHeaders = rewriteRaw(request.rawHeaders, baggage);
}

/** A flat list of names and values with `baggage` as given, at its first place. */
export function rewriteRaw(raw: readonly string[], baggage: string | undefined): string[] {
  const kept: string[] = [];
  let value = baggage;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (name.toLowerCase() !== 'baggage') kept.push(name, raw[index + 1] ?? '');
    else if (value !== undefined) {
      kept.push(name, value);
      value = undefined;
    }
  }
  return kept;
}
