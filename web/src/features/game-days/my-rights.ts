import type { Identity } from '@hormesis/contract/access.ts';
import { type GameDayRights, type GameDayRole, type GameDayView, gameDayRoleOf } from '@hormesis/contract/game-day.ts';

export type Mine = { role: GameDayRole; rights: GameDayRights };

/** What somebody is in the day, and what they may do now; the control plane says both, and asks again at every deed. */
export function rightsIn(day: GameDayView, identity: Identity): Mine {
  const role = gameDayRoleOf(day, identity);
  return { role, rights: day.rights[role] };
}

export const roleWords: Readonly<Record<GameDayRole, string>> = {
  lead: 'you lead',
  operator: 'you are an operator of it',
  observer: 'you are an observer of it',
  admin: 'you are an admin',
  guest: 'you are not of it',
};
