import type { WebhookEvent } from '@hormesis/contract/webhook.ts';
import type { EventData, StoredEvent } from './webhook.ts';

/** The event as it is sent: the same at every attempt, because all it is made of is written once. */
export function composeEvent({ id, kind, at, data, experiment }: StoredEvent, publicUrl: string | null): WebhookEvent {
  return {
    ...{ id, kind, at: at.toISOString(), actor: data.actor, text: data.text ?? terminationText(data) },
    link: publicUrl === null ? null : `${publicUrl}${placeOf(data, experiment?.id)}`,
    experiment: experiment && {
      ...{ id: experiment.id, title: experiment.title, scenario: experiment.scenario, path: experiment.path },
      ...{ owner: experiment.owner, population: experiment.population },
    },
    finding: data.finding ?? null,
    termination: data.termination ?? null,
    gameDay: data.gameDay ?? null,
    detail: { ...data.detail },
  };
}

function placeOf({ finding, termination, gameDay }: EventData, experiment: string | undefined): string {
  if (finding) return `/findings/${finding.id}`;
  if (termination) return '/terminations';
  if (gameDay) return `/game-days/${gameDay.id}`;
  return experiment ? `/experiments/${experiment}` : '/settings/webhooks';
}

/** The history of terminations holds figures, no sentences. */
function terminationText({ actor, termination, detail }: EventData): string {
  if (!termination) return '';
  const { group, member } = termination;
  if (member !== null) return `${actor} killed ${member} of ${group}.`;
  const seconds = typeof detail?.afterMs === 'number' ? Math.round(detail.afterMs / 1000) : null;
  if (typeof detail?.reason === 'string') return `${group} did not become whole again: ${detail.reason}.`;
  return `${group} is whole again${seconds === null ? '' : ` after ${seconds} s`}.`;
}
