const MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, sec: 1_000, min: 60_000, m: 60_000, h: 3_600_000 };

/** A length of time as somebody types it: `90 s`, `3 min`, `1 h 30 min`, `500ms`; a bare number is minutes. Null: none. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim().toLowerCase().replaceAll(',', '.');
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 60_000);
  if (!/^(\d+(\.\d+)?\s*(ms|sec|s|min|m|h)\s*)+$/.test(trimmed)) return null;
  const parts = trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(ms|sec|s|min|m|h)/g);
  return Math.round([...parts].reduce((sum, [, count = '', unit = '']) => sum + Number(count) * (MS[unit] ?? 0), 0));
}
