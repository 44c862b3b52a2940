import type { FindingState, FindingView } from '@hormesis/contract/finding.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { localMoment, localTime } from './experiment-text.ts';
import { printable } from './printable.ts';
import { percent } from './share.ts';
import { facts } from './table.ts';

/** Where a finding stands, in a few words. */
export function findingStateText(state: FindingState, blocking: boolean): string {
  switch (state.name) {
    case 'open':
      return 'open';
    case 'fixed':
      return `fixed by ${state.by}, not verified yet`;
    case 'verified':
      return `verified by ${state.experiment}`;
    case 'accepted':
      return `accepted by ${state.by} ${blocking ? 'until its day, which is over' : `until ${localMoment(state.until)}`}`;
  }
}

/** A finding for a person: what was found, how it stands, and what to do next. */
export function findingLines(finding: FindingView): string[] {
  const { evidence, state, blocking } = finding;
  const failing = evidence.kpis.map(
    ({ kpi, words, failing: { treatment, control } }) => `${words ?? kpiWords(kpi)} ${treatment} against ${control}`,
  );
  return [
    printable(`${finding.title} (${finding.scenario} on ${finding.callGroup})`),
    ...facts([
      ['Finding', finding.id],
      ['State', findingStateText(state, blocking)],
      ...(state.name === 'accepted' ? [['Because', state.reason] as const] : []),
      ...(state.name === 'fixed' ? [['Note', state.note] as const] : []),
      ['Owner', finding.owner || 'nobody'],
      ['Hypothesis', finding.hypothesis],
      ['Found', `${times(finding.timesFound)} ${localTime(finding.lastFoundAt)} by ${evidence.experiment}`],
      ['At', `${percent(evidence.trafficPpm)} of live traffic`],
      ['Users', `treatment against control: ${failing.join('; ') || 'not counted'}`],
      ['Calls', `${evidence.injected} injected, ${evidence.absorbed} absorbed, ${evidence.visible} visible`],
      ['Reason', evidence.reason],
    ]),
    '',
    ...finding.history.map((event) => `${localTime(event.at)}  ${printable(event.text)}`),
    ...(blocking ? ['', ...nextSteps(finding)] : []),
  ];
}

function times(found: number): string {
  return found === 1 ? 'once,' : `${found} times, last`;
}

function nextSteps({ id, scenario }: FindingView): string[] {
  return [
    `${scenario} is kept from live traffic. Testers may run it: hormesis token ${scenario}`,
    `When it is mended:  hormesis findings fix ${id} --note "what was done"`,
    `To live with it:    hormesis findings accept ${id} --reason "why" --days 30`,
  ];
}
