import type { AccessRole } from '@hormesis/contract/access.ts';

/** What a bearer may do, in the order of what they may do. */
export const roleWords = {
  viewer: 'reads everything',
  operator: 'also starts, pauses, promotes and halts',
  admin: 'also sets limits and manages people',
  agent: 'only for agents: keeps the agent link',
} as const satisfies Record<AccessRole, string>;

export const roles = Object.keys(roleWords) as readonly AccessRole[];
