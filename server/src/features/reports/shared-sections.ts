import type { FindingSummary } from '@hormesis/contract/finding.ts';
import type { GameDayEvent } from '@hormesis/contract/game-day.ts';
import { moment, timeOfDay } from './figures.ts';
import { code, table, text } from './markdown.ts';

/** What was found, and who mends it. */
export function findingTable(findings: readonly FindingSummary[]): string[] {
  if (findings.length === 0) return ['None.'];
  return table(
    [{ head: 'Finding' }, { head: 'Call group' }, { head: 'What' }, { head: 'Mended by' }, { head: 'State' }],
    findings.map(({ id, callGroup, title, owner, state }) => [
      ...[code(id), code(callGroup), text(title), text(owner || 'nobody yet'), stateWords(state)],
    ]),
  );
}

function stateWords(state: FindingSummary['state']): string {
  switch (state.name) {
    case 'open':
      return 'open';
    case 'fixed':
      return `fixed by ${text(state.by)}: ${text(state.note)}`;
    case 'verified':
      return `verified by ${code(state.experiment)}`;
    case 'accepted':
      return `accepted by ${text(state.by)} until ${moment(state.until).slice(0, 10)}: ${text(state.reason)}`;
  }
}

/** What people wrote down: when, who, what. */
export function noteTable(notes: readonly GameDayEvent[]): string[] {
  if (notes.length === 0) return [];
  return table(
    [{ head: 'UTC' }, { head: 'Who' }, { head: 'Wrote' }],
    notes.map(({ at, actor, kind, text: written }) => [
      ...[timeOfDay(at), text(actor), `${kind === 'observation' ? '**observed** ' : ''}${text(written)}`],
    ]),
  );
}

/** A line of a timeline, whoever wrote it. */
export interface TimelineLine {
  readonly at: string;
  readonly actor: string;
  readonly text: string;
  /** The experiment it belongs to; empty: none. */
  readonly of?: string;
}

/** What happened, in order. */
export function timelineTable(lines: readonly TimelineLine[]): string[] {
  const several = lines.some(({ of }) => of !== undefined);
  return table(
    [{ head: 'UTC' }, { head: 'Who' }, ...(several ? [{ head: 'Of' }] : []), { head: 'What' }],
    lines.map(({ at, actor, of, text: what }) => [
      ...[moment(at), text(actor), ...(several ? [of ? code(of) : 'the day'] : []), text(what)],
    ]),
  );
}
