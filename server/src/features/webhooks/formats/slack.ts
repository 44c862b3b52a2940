import type { WebhookEvent } from '@hormesis/contract/webhook.ts';
import { eventTitle } from './event-title.ts';
import type { Format } from './format.ts';

/** A block of Slack holds 3,000 characters; a sentence that long is read elsewhere. */
const LONGEST_TEXT = 2_500;

/** A message for an incoming webhook of Slack: https://docs.slack.dev/reference/block-kit/blocks/section-block. */
export const slack: Format = (event) => {
  const title = escaped(eventTitle(event));
  const text = cut(escaped(event.text));
  return {
    // What notifications and screen readers say.
    text: `${title}. ${text}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${title}*\n${text}` } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: contextOf(event) }] },
    ],
  };
};

function contextOf({ experiment, finding, termination, gameDay, actor, link }: WebhookEvent): string {
  const parts = [
    finding && `finding ${finding.id}${finding.owner ? `, owner ${finding.owner}` : ''}`,
    experiment && `${experiment.scenario} on ${experiment.path}, ${experiment.id}`,
    termination && `termination ${termination.id}`,
    gameDay && `game day ${gameDay.id} on ${gameDay.path}`,
    `by ${actor}`,
  ];
  const words = cut(
    parts
      .filter((part) => part !== null)
      .map(escaped)
      .join(' · '),
  );
  return link === null ? words : `${words} · <${link}|Open>`;
}

/** The three characters that mean something to Slack; nobody is called by `<!channel>` in a reason. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Cut after escaping, which makes a text longer; never within an escaped character. */
function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT).replace(/&[a-z]*$/, '')}…`;
}
