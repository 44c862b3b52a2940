/** One server-sent event, or `null` for the comment that only says that the line is alive. */
export type StreamEvent = { readonly event: string; readonly data: string } | null;

/** Takes server-sent events apart, wherever the chunks were cut. Fields other than `event` and `data` are not used here. */
export async function* parseEventStream(chunks: AsyncIterable<string>): AsyncGenerator<StreamEvent> {
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  for await (const chunk of chunks) {
    const lines = `${rest}${chunk}`.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(':')) yield null;
      else if (line.startsWith('event:')) event = fieldValue(line);
      else if (line.startsWith('data:')) data.push(fieldValue(line));
      else if (line === '') {
        if (data.length > 0) yield { event, data: data.join('\n') };
        event = 'message';
        data = [];
      }
    }
  }
}

function fieldValue(line: string): string {
  return line.slice(line.indexOf(':') + 1).replace(/^ /, '');
}
