import type { IncomingMessage } from 'node:http';

/**
 * Makes `baggage` of an incoming request read as given, undefined: as if it had never been sent, in every place where
 * Node shows headers. `rawHeaders` comes first: the other two are derived from it when they are first read.
 */
export function rewriteIncomingBaggage(request: IncomingMessage, baggage: string | undefined): void {
  request.rawHeaders = rewriteRaw(request.rawHeaders, baggage);
  if (baggage === undefined) {
    delete request.headers.baggage;
    delete request.headersDistinct.baggage;
  } else {
    request.headers.baggage = baggage;
    request.headersDistinct.baggage = [baggage];
  }
}

function rewriteRaw(raw: readonly string[], baggage: string | undefined): string[] {
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
