/** One event of a `text/event-stream`. */
export type StreamEvent = { event: string; data: string };

/**
 * Cuts a `text/event-stream` into events, whatever the boundaries of the chunks (https://html.spec.whatwg.org/#event-stream-interpretation).
 * Comment lines are no events; the caller sees that bytes arrived and counts them as a sign of life.
 */
export class EventStreamParser {
  #rest = '';
  #event = '';
  #data: string[] = [];

  push(chunk: string): StreamEvent[] {
    const text = this.#rest + chunk;
    // A carriage return at the very end may be the first half of a line end.
    const usable = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, usable).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + text.slice(usable);
    const events: StreamEvent[] = [];
    for (const line of lines) {
      if (line === '') this.#dispatch(events);
      else this.#field(line);
    }
    return events;
  }

  #dispatch(events: StreamEvent[]): void {
    if (this.#data.length > 0) events.push({ event: this.#event || 'message', data: this.#data.join('\n') });
    this.#event = '';
    this.#data = [];
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.#event = value;
    if (name === 'data') this.#data.push(value);
  }
}
