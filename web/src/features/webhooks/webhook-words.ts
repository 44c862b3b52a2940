import type {
  WebhookDelivery,
  WebhookEventKind,
  WebhookFormat,
  WebhookTestResult,
} from '@hormesis/contract/webhook.ts';

/** What a webhook can be told of, as people choose it. */
export const kindWords = {
  'experiment.approval_wanted': 'waits for approval',
  'experiment.started': 'experiment started',
  'experiment.stage_began': 'stage began',
  'experiment.paused': 'paused',
  'experiment.resumed': 'resumed',
  'experiment.halted': 'halted',
  'experiment.completed': 'completed',
  'experiment.cancelled': 'cancelled',
  'experiment.verdict': 'verdict',
  'finding.opened': 'finding opened',
  'finding.changed': 'finding changed',
  'termination.killed': 'instance killed',
  'termination.recovered': 'group whole again',
  'termination.not_recovered': 'group not recovered',
  'game_day.begun': 'game day begun',
  'game_day.step_began': 'step of a game day',
  'game_day.ended': 'game day ended',
} satisfies Record<WebhookEventKind, string>;

/** A kind that a newer control plane tells is told as it is. */
export function wordsOfKind(kind: string): string {
  return Object.entries(kindWords).find(([each]) => each === kind)?.[1] ?? kind;
}

export const formatWords = {
  json: 'The event as JSON, signed',
  slack: 'A message for an incoming webhook of Slack',
  grafana: 'An annotation for /api/annotations of Grafana',
} satisfies Record<WebhookFormat, string>;

/** What came of a test, in a sentence. */
export function testWords(name: string, { delivered, status, error, tookMs }: WebhookTestResult): string {
  return delivered ? `${name} took it: ${status} after ${tookMs}\u00a0ms.` : `${name} did not take it: ${error}.`;
}

export function stateWords({ state, error, attempts }: WebhookDelivery): string {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  switch (state.name) {
    case 'delivered':
      return `${state.status} after ${state.tookMs}\u00a0ms`;
    case 'given_up':
      return `tried ${times}: ${error ?? ''}`;
    case 'pending':
      return error === null ? 'not tried yet' : `tried ${times}: ${error}`;
  }
}
