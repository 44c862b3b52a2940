import { unbroken } from '../../../lib/sentence.ts';

export type FieldProblems = (field: string) => string | undefined;
type Problem = { readonly field: string; readonly message: string };

/** What is wrong with a field or something in it, as the control plane says it. Empty fields are named elsewhere. */
export function fieldProblems(problems: readonly Problem[], missing: readonly { field: string }[]): FieldProblems {
  const empty = new Set(missing.map(({ field }) => field));
  return (field) =>
    empty.has(field)
      ? undefined
      : problems.find((each) => each.field === field || each.field.startsWith(`${field}.`))?.message;
}

/** Those that belong to no empty field: said beside the form, each with where it is. */
export function problemsToSay(problems: readonly Problem[], missing: readonly { field: string }[]): Problem[] {
  return problems.filter(
    ({ field }) => !missing.some((part) => field === part.field || field.startsWith(`${part.field}.`)),
  );
}

/** A problem with where it is; what is wrong with the plan as a whole is nowhere. */
export function problemWords(field: string, message: string): string {
  return unbroken(field === '' ? message : `${placeWords(field)}: ${message}`);
}

/** Where a problem is, as people count: `step 2, scenario`. Of a list the name: the message has the value. */
function placeWords(field: string): string {
  const [first, place, ...rest] = field.split('.');
  if (first !== 'steps' || place === undefined)
    return field.replace(/^(roles|limits|abort)\./, '').replace(/\.\d+$/, '');
  return [`step ${Number(place) + 1}`, ...rest].join(', ');
}
