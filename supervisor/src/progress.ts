/** Runs one step of the start and says in one line what came of it and how long it took. */
export async function timed<T>(
  name: string,
  say: (line: string) => void,
  step: () => Promise<{ readonly value: T; readonly summary: string }>,
): Promise<T> {
  const startedMs = performance.now();
  const { value, summary } = await step();
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  say(`${name.padEnd(14)} ${summary} (${seconds} s)`);
  return value;
}
