import type {
  Recovery,
  TargetOutcome,
  TerminationPlanState,
  TerminationTarget,
} from '@hormesis/contract/terminations.ts';
import type { Tone } from '../../components/tag.tsx';
import { formatDuration } from '../../lib/format-duration.ts';

export type Words = { tone: Tone; words: string; detail: string };

/** What became of one member. */
export function outcomeWords(outcome: TargetOutcome): Words {
  switch (outcome.kind) {
    case 'pending':
      return { tone: 'neutral', words: 'waits', detail: 'for its turn' };
    case 'leashed':
      return { tone: 'neutral', words: 'dry run', detail: 'would have died' };
    case 'killed':
      return { tone: 'treatment', words: 'killed', detail: '' };
    case 'refused':
      return { tone: 'inconclusive', words: 'refused', detail: outcome.reason };
    case 'already_ending':
      return { tone: 'neutral', words: 'was ending', detail: 'somebody else had told it to go' };
    case 'vanished':
      return { tone: 'neutral', words: 'was gone', detail: '' };
    case 'failed': {
      const grant = outcome.missingPermission === null ? '' : `. Grant ${outcome.missingPermission}`;
      return { tone: 'failed', words: 'not killed', detail: `${outcome.code}: ${outcome.words}${grant}` };
    }
    case 'unknown':
      return { tone: 'failed', words: 'unknown', detail: outcome.reason };
    case 'not_tried':
      return { tone: 'neutral', words: 'not tried', detail: outcome.reason };
  }
}

/** How the group came back. */
export function recoveryWords(recovery: Recovery, targets: readonly Pick<TerminationTarget, 'outcome'>[]): Words {
  // Whom the platform is being asked for may be dead already.
  const isPending = targets.some(({ outcome }) => outcome.kind === 'pending');
  const replaced = 'replacedAfterMs' in recovery ? recovery.replacedAfterMs : null;
  const detail = replaced === null ? '' : `replaced after ${formatDuration(replaced)}`;
  switch (recovery.name) {
    case 'none':
      return { tone: 'neutral', words: isPending ? 'not known yet' : 'nothing died', detail: '' };
    case 'watching':
      return { tone: 'inconclusive', words: 'recovering', detail: detail || 'not replaced yet' };
    case 'healthy':
      return { tone: 'passed', words: `healthy after ${formatDuration(recovery.healthyAfterMs)}`, detail };
    case 'not_recovered':
      return { tone: 'failed', words: 'not recovered', detail: recovery.reason };
  }
}

/** Where a plan stands. */
export function planWords(state: TerminationPlanState): Words {
  switch (state.name) {
    case 'planned':
      return { tone: 'control', words: 'planned', detail: '' };
    case 'begun':
      return { tone: 'passed', words: 'begun', detail: '' };
    case 'cancelled':
      return { tone: 'neutral', words: `cancelled by ${state.by}`, detail: state.reason };
    case 'missed':
      return { tone: 'inconclusive', words: 'missed', detail: 'no control plane was there in time' };
    case 'refused':
      return {
        tone: 'inconclusive',
        words: 'refused',
        detail: state.gates.find(({ passed }) => !passed)?.reason ?? '',
      };
  }
}

/** The part of a key that people know a group by. */
export function groupName(key: string): string {
  return key.split('/').at(-1) ?? key;
}

/** The rest of it: platform, account, region. */
export function groupPlace(key: string): string {
  const [platform = '', account = '', region = ''] = key.split('/');
  return [platform, account, region === '*' ? 'all regions' : region]
    .filter((part) => part && part !== '-')
    .join(' · ');
}
