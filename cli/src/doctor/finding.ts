export type Level = 'ok' | 'warn' | 'failed';

/** What one check found: one line for a person, and what to do about it. */
export interface Finding {
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  /** What to do; empty where there is nothing. */
  readonly todo: string;
}

export function ok(check: string, text: string): Finding {
  return { check, level: 'ok', text, todo: '' };
}

export function warn(check: string, text: string, todo: string): Finding {
  return { check, level: 'warn', text, todo };
}

export function failed(check: string, text: string, todo: string): Finding {
  return { check, level: 'failed', text, todo };
}
