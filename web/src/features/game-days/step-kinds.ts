import { type GameDayStep, gameDayStepKinds } from '@hormesis/contract/game-day.ts';
import { IconChecklist, IconFlask, IconMessages, IconSkull } from '@tabler/icons-react';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatShare } from '../../lib/format-share.ts';

export type StepKind = GameDayStep['kind'];

/** What each kind of step is called, and its picture. */
export const stepKinds = {
  experiment: { words: gameDayStepKinds.experiment, icon: IconFlask },
  termination: { words: gameDayStepKinds.termination, icon: IconSkull },
  manual: { words: gameDayStepKinds.manual, icon: IconChecklist },
  hold: { words: gameDayStepKinds.hold, icon: IconMessages },
} as const satisfies Record<StepKind, unknown>;

/** What a step will do, in one line. */
export function stepPurpose(step: GameDayStep): string {
  switch (step.kind) {
    case 'experiment':
      return `Runs the scenario ${step.scenario}${rampWords(step)}.`;
    case 'termination':
      return `${step.leashed ? 'Tries how it would be to kill' : 'Kills'} ${whoWords(step)} in ${step.group}${step.oneAtATime ? ', one at a time' : ''}.`;
    case 'manual':
      return step.instructions;
    case 'hold':
      return `Everybody stops and talks, for up to ${formatDuration(step.minutes * 60_000)}: ${step.question}`;
  }
}

function rampWords({ trafficPpm, ramp }: Extract<GameDayStep, { kind: 'experiment' }>): string {
  if (trafficPpm !== undefined) return ` with ${formatShare(trafficPpm)} of live traffic`;
  if (!ramp) return ' with its own ramp';
  const { stages } = ramp;
  const top = formatShare(Math.max(...stages.map((stage) => stage.trafficPpm)));
  return ` up to ${top} of live traffic, in ${stages.length === 1 ? 'one stage' : `${stages.length} stages`}`;
}

function whoWords({ count, sharePpm, zone }: Extract<GameDayStep, { kind: 'termination' }>): string {
  if (zone !== undefined) return `everybody of zone ${zone}`;
  if (sharePpm !== undefined) return `${formatShare(sharePpm)} of those who may die`;
  return count === undefined || count === 1 ? 'one member' : `${count} members`;
}
