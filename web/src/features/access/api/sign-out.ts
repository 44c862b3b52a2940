import { post } from '../../../lib/request.ts';

export function signOut(_: Record<string, never>, key: string): Promise<void> {
  return post('/session/end', {}, key);
}
