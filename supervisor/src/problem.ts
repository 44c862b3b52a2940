/** Something the person at the terminal can mend. Its message is shown as one line, without a stack, and `npm start` exits with 1. */
export class Problem extends Error {
  override name = 'Problem';
}

/** One line for a person, whatever was thrown. */
export function describe(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.replaceAll(/\s*\n\s*/g, ' ').trim();
}
