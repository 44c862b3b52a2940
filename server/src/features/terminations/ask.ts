import type { GateDecision, TerminationApp } from '@hormesis/contract/terminations.ts';
import { decideGates, type Outage, victimsNow } from './gates.ts';
import { type Group, groupsOf } from './groups.ts';
import { type FreshGroup, failureText } from './lookout.ts';
import type { Terminating } from './ports.ts';
import type { StoredSettings } from './settings-queries.ts';
import type { Victims } from './victims.ts';

/** Groups are found again by the last look; who is in them is read anew before each kill. */
const LOOK_MAX_AGE_MS = 60_000;

/** A group by the last look, and as it is now. */
export type Seen = { readonly known: Group; readonly fresh: FreshGroup };

/** Looks for the group of this key; or tells the places that could not be looked at. Nothing it does is thrown. */
export async function seeGroup(
  on: Terminating,
  key: string,
  { settings }: StoredSettings,
): Promise<Seen | { readonly problems: readonly string[] }> {
  const look = await on.lookout.all(LOOK_MAX_AGE_MS);
  const known = groupsOf(look.groups, settings).find((each) => each.key === key);
  if (known) return { known, fresh: await on.lookout.again(known) };
  return {
    problems: look.places.flatMap(({ place, failure }) =>
      failure ? [`${place.platform}/${place.account}/${place.region}: ${failureText(failure)}`] : [],
    ),
  };
}

interface Asked {
  readonly gates: readonly GateDecision[];
  readonly victims: Victims;
}

/** All gates that need no lock, with whoever may die now. */
export async function ask(
  on: Terminating,
  { leashed }: { readonly leashed: boolean },
  { app, stored: { settings }, known, fresh }: Seen & { app: TerminationApp; stored: StoredSettings },
): Promise<Asked> {
  const group = fresh.kind === 'found' ? fresh.group : { ...known, parts: [] };
  const victims = victimsOfFresh(fresh, victimsNow(group, app, settings));
  const [hold, outage] = await Promise.all([on.readHold(on.database), readOutage(on)]);
  const gates = decideGates({ settings, app, group, victims, leashed, hold, outage });
  return { gates, victims };
}

/** Not to be able to look is to spare everybody. */
function victimsOfFresh(fresh: FreshGroup, victims: Victims): Victims {
  switch (fresh.kind) {
    case 'found':
      return victims;
    case 'vanished':
      return { eligible: [], spared: ['the group has vanished'] };
    case 'failed':
      return { eligible: [], spared: [`${fresh.part} could not be looked at: ${failureText(fresh.failure)}`] };
  }
}

async function readOutage(on: Terminating): Promise<Outage> {
  try {
    return await on.outage();
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}
