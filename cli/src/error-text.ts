import type { CliError } from './cli-error.ts';
import { printable } from './printable.ts';

/** What a person can do about a limit from here. */
const remedies: Record<string, string> = {
  hold_switch_set: 'Release it: hormesis release',
  call_group_essential: 'For one tester, at 0 % of live traffic: hormesis token <scenario>',
};

/** The sentence that says what went wrong, then every problem, every limit that refused, and what can be done about them. */
export function errorLines(error: CliError): [string, ...string[]] {
  const { message, problems, refusals } = error;
  const hints = new Set(refusals.flatMap(({ code }) => remedies[code] ?? []));
  return [
    // The control plane's own sentence is made of the refusals, which stand below with their codes.
    refusals.length > 0
      ? `refused by ${refusals.length === 1 ? 'a limit' : `${refusals.length} limits`}`
      : printable(message),
    // A message about one field often is that problem already.
    ...problems
      .map((problem) => `${problem.field}: ${problem.message}`)
      .filter((text) => !message.includes(text))
      .map(printable),
    ...refusals.map((refusal) => printable(`${refusal.code}: ${refusal.message}`)),
    ...hints,
  ];
}
