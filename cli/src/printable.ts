/**
 * Text from elsewhere (a title, the name of an agent, a reason) for a terminal: without control characters, so that
 * nobody moves the cursor or rewrites lines of somebody who only looks at a list.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
