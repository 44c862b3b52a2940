import { type Report, type UpFrame, upFrame } from '@hormesis/contract/agent-link.ts';
import { PlainReports } from './plain-report.ts';

/** A frame of an agent, or why it is refused: which field, and what is allowed. */
export type Parsed = { readonly ok: true; readonly frame: UpFrame } | { readonly ok: false; readonly reason: string };

/**
 * Reads frames. Nearly all that agents say is reports of calls, and they are plainly right: those are taken as they are.
 * Where only the rest of a report asks for the schema, because an entry tells of its units, the schema sees the rest.
 */
export class FrameParser {
  readonly #plain = new PlainReports();

  parse(text: string): Parsed {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { ok: false, reason: 'a frame must be JSON' };
    }
    if (this.#plain.isReport(value)) return { ok: true, frame: value };
    if (!isRecord(value) || !this.#plain.hasCalls(value)) return judged(value);
    const { callGroups, calls } = value as Pick<Report, 'callGroups' | 'calls'>;
    const rest = judged({ ...value, callGroups: [], calls: [] });
    if (rest.ok && rest.frame.type === 'report') Object.assign(rest.frame, { callGroups, calls });
    return rest;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function judged(value: unknown): Parsed {
  const result = upFrame.safeParse(value);
  if (result.success) return { ok: true, frame: result.data };
  const [issue] = result.error.issues;
  return { ok: false, reason: `${issue?.path.map(String).join('.') || '(whole)'}: ${issue?.message}` };
}
