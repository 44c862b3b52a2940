import type { CliError } from './cli-error.ts';
import { printable } from './printable.ts';

/** What a person can do about a limit from here. */
const remedies: Record<string, string> = {
  hold_switch_set: 'Release it: hormesis release',
  share_above_limit: 'Run a smaller share, --percent 2.5, or let another person approve it: --draft',
  region_above_limit: 'Run a smaller share, --percent 2.5, or let another person approve it: --draft',
  window_closed: 'See the windows: hormesis limits   Plan it for later: --at',
  call_group_essential: 'For one tester, at 0 % of live traffic: hormesis token',
};

/** The sentence that says what went wrong, then every problem, every limit that refused, and what can be done about them. */
export function errorLines(error: CliError): [string, ...string[]] {
  const { problems, refusals } = error;
  const hints = new Set(refusals.flatMap(({ code }) => hintOf(code, error.scenario)));
  return [
    headline(error),
    ...problems.map((problem) => printable(`${problem.field}: ${problem.message}`)),
    ...refusals.map((refusal) => printable(`${refusal.code}: ${refusal.message}`)),
    ...hints,
  ];
}

function hintOf(code: string, scenario: string): string[] {
  const remedy = remedies[code];
  if (!remedy) return [];
  return [remedy.endsWith('hormesis token') ? printable(`${remedy} ${scenario}`) : remedy];
}

/** The control plane's own sentence is made of the problems and refusals where there are some, and they stand below it. */
function headline({ message, problems, refusals }: CliError): string {
  if (refusals.length > 0) return `refused by ${refusals.length === 1 ? 'a limit' : `${refusals.length} limits`}`;
  if (problems.length > 0) return 'the control plane did not accept this';
  return printable(message);
}
