import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import type { TerminationSettings } from '@hormesis/contract/terminations.ts';
import { appSettings } from './groups.ts';

/**
 * Why the hold switch keeps alive whom somebody wanted to kill since `sinceMs` (milliseconds since 1970), or null. A release
 * brings nothing back: what was under way when the switch was set stays ended.
 */
export function heldSince(hold: Pick<HoldSwitch, 'on' | 'by' | 'since'>, sinceMs: number): string | null {
  if (hold.on) return `the hold switch was set by ${hold.by}`;
  // The time is written when it is set and when it is released.
  const changed = hold.since !== null && Date.parse(hold.since) > sinceMs;
  return changed ? 'the hold switch was set meanwhile' : null;
}

/** Why the settings of now keep alive whom those of before let die, or null. The leash of an application holds for plans and experiments. */
export function deniedNow(
  settings: TerminationSettings,
  {
    app: name,
    plan,
    experiment,
  }: { readonly app: string; readonly plan: string | null; readonly experiment: string | null },
): string | null {
  const app = appSettings(settings, name);
  const leashed = settings.leashed || ((plan ?? experiment) !== null && app.leashed);
  return settings.enabled && !leashed && app.enabled ? null : 'the settings do not allow it any more';
}
