/**
 * An error with its code and everything that caused it: `fetch failed` alone says nothing. With undici's account of the
 * socket: bytes written and read before this request tell a connection that was kept from a new one.
 */
export function toldError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, socket } = error as { code?: string; socket?: object };
  const details = [code, socket && JSON.stringify(socket)].filter((each) => each !== undefined);
  const own = details.length === 0 ? String(error) : `${error} (${details.join(', ')})`;
  return error.cause === undefined ? own : `${own}, caused by ${toldError(error.cause)}`;
}
