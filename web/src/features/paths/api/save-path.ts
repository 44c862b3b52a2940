import { post } from '../../../lib/request.ts';
import type { PathDraft } from '../path-draft.ts';

/** Saves a path, unless somebody saved another version than the `expected` one meanwhile; 0: it is new. */
export function savePath(
  { path, expected }: { path: PathDraft; expected: number },
  key: string,
): Promise<{ applied: { version: number }[] }> {
  const expect = [{ kind: path.kind, name: path.name, version: expected }];
  return post('/scenarios/apply', { yaml: JSON.stringify(path), expect }, key);
}
