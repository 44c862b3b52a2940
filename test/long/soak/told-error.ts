/** An error with its code and everything that caused it: `fetch failed` alone says nothing. */
export function toldError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const own = code === undefined ? String(error) : `${error} (${code})`;
  return error.cause === undefined ? own : `${own}, caused by ${toldError(error.cause)}`;
}
