import type { AccessRole } from '@hormesis/contract/access.ts';

/** Everybody above viewer may start, change and halt. The server decides; this only keeps useless buttons away. */
export function mayOperate(role: AccessRole): boolean {
  return role === 'operator' || role === 'admin';
}
