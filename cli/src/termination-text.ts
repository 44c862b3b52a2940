import type { Recovery, TargetOutcome, TerminationPlan, TerminationView } from '@hormesis/contract/terminations.ts';
import { localMoment } from './experiment-text.ts';
import { printable } from './printable.ts';

/** What became of a member, in a few words. */
export function outcomeText(outcome: TargetOutcome): string {
  switch (outcome.kind) {
    case 'pending':
      return 'waits for its turn';
    case 'leashed':
      return 'would have died (dry run)';
    case 'killed':
      return 'killed';
    case 'refused':
      return `refused: ${outcome.reason}`;
    case 'already_ending':
      return 'was ending already';
    case 'vanished':
      return 'was gone already';
    case 'failed': {
      const grant = outcome.missingPermission === null ? '' : `; grant ${outcome.missingPermission}`;
      return `not killed: ${outcome.code}: ${outcome.words}${grant}`;
    }
    case 'unknown':
      return `nobody knows: ${outcome.reason}`;
    case 'not_tried':
      return `not tried: ${outcome.reason}`;
  }
}

/** How the group came back, in a few words. */
export function recoveryText(recovery: Recovery): string {
  switch (recovery.name) {
    case 'none':
      return '-';
    case 'watching':
      return recovery.replacedAfterMs === null
        ? 'not replaced yet'
        : `replaced after ${seconds(recovery.replacedAfterMs)}`;
    case 'healthy':
      return `healthy after ${seconds(recovery.healthyAfterMs)}`;
    case 'not_recovered':
      return `not recovered: ${recovery.reason}`;
  }
}

/** A termination for a person: who died, how the group came back, and where to look next. */
export function terminationLines(view: TerminationView): string[] {
  return [
    `${view.id}  ${printable(view.group)}${view.leashed ? '  (dry run)' : ''}`,
    ...view.targets.map(
      ({ name, zone, outcome }) =>
        `  ${printable(name)}${zone ? ` in ${printable(zone)}` : ''}: ${printable(outcomeText(outcome))}`,
    ),
    ...(view.recovery.name === 'none' ? [] : [`  group: ${printable(recoveryText(view.recovery))}`]),
  ];
}

/** Where a plan stands, in a few words. */
export function planText({ state }: TerminationPlan): string {
  switch (state.name) {
    case 'planned':
      return 'planned';
    case 'begun':
      return `begun${state.termination === null ? '' : `: ${state.termination}`}`;
    case 'cancelled':
      return `cancelled by ${state.by}${state.reason ? `: ${state.reason}` : ''}`;
    case 'missed':
      return `missed: no control plane was there at ${localMoment(state.at)}`;
    case 'refused':
      return `refused: ${state.gates.find(({ passed }) => !passed)?.reason ?? 'by a gate'}`;
  }
}

function seconds(ms: number): string {
  return ms < 60_000
    ? `${Math.round(ms / 1_000)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
