import type { WebhookEvent } from '@hormesis/contract/webhook.ts';

const deeds = {
  'experiment.approval_wanted': 'Waits for approval',
  'experiment.started': 'Started',
  'experiment.stage_began': 'Stage began',
  'experiment.paused': 'Paused',
  'experiment.resumed': 'Resumed',
  'experiment.halted': 'Halted',
  'experiment.completed': 'Completed',
  'experiment.cancelled': 'Cancelled',
  'experiment.verdict': 'Verdict',
  'finding.opened': 'Finding opened',
  'finding.changed': 'Finding changed',
  'termination.killed': 'Killed',
  'termination.recovered': 'Whole again',
  'termination.not_recovered': 'Not recovered',
  'game_day.begun': 'Game day begun',
  'game_day.step_began': 'Game day, next step',
  'game_day.ended': 'Game day ended',
  test: 'Test',
} satisfies Record<WebhookEvent['kind'], string>;

/** What happened to what, in a few words: `Halted: Ratings answer after two seconds`. */
export function eventTitle({ kind, experiment, finding, termination, gameDay, detail }: WebhookEvent): string {
  const deed = kind === 'experiment.verdict' ? `Verdict ${String(detail.verdict ?? '')}`.trim() : deeds[kind];
  const thing = finding?.title ?? experiment?.title ?? termination?.group ?? gameDay?.name ?? 'Hormesis can reach you';
  return `${deed}: ${thing}`;
}
