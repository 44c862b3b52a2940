import {
  type TerminationApp,
  type TerminationException,
  type TerminationSettings,
  terminationApp,
} from '@hormesis/contract/terminations.ts';
import type { FoundGroup, PlatformKind } from './platform-port.ts';

/** What is killed together at most: found groups of one application, put together as the settings say. */
export interface Group {
  readonly key: string;
  readonly platform: PlatformKind;
  readonly account: string;
  /** Null: all regions together. */
  readonly region: string | null;
  readonly app: string;
  readonly stack: string | null;
  readonly cluster: string | null;
  readonly parts: readonly FoundGroup[];
}

/** The settings of an application; one that is not listed is not enabled. */
export function appSettings(settings: TerminationSettings, app: string): TerminationApp {
  return settings.apps.find((each) => each.app === app) ?? terminationApp.parse({ app });
}

/** All groups, in the order of their keys. Nothing is left out: what is not enabled is shown, and never touched. */
export function groupsOf(found: readonly FoundGroup[], settings: TerminationSettings): Group[] {
  const groups = new Map<string, Group & { parts: FoundGroup[] }>();
  for (const part of found) {
    const named = nameOf(part, appSettings(settings, part.naming.app));
    const group = groups.get(named.key);
    if (group) group.parts.push(part);
    else groups.set(named.key, { ...named, parts: [part] });
  }
  return [...groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function nameOf({ place, naming }: FoundGroup, { grouping, regions }: TerminationApp): Omit<Group, 'parts'> {
  const region = regions === 'together' ? null : place.region;
  const stack = grouping === 'app' ? null : naming.stack;
  const cluster = grouping === 'cluster' ? naming.cluster : null;
  const parts = { app: [], stack: [stack], cluster: [stack, cluster] }[grouping];
  const names = [place.platform, place.account, region ?? '*', naming.app, ...parts.map((each) => each ?? '-')];
  return {
    ...{ key: names.map(segment).join('/'), platform: place.platform, account: place.account },
    ...{ region, app: naming.app, stack, cluster },
  };
}

/** A name may hold a slash; a key is split by them. */
function segment(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2F');
}

/** The exception that leaves `part` alone, or null. */
export function exceptionOf(part: FoundGroup, app: TerminationApp): TerminationException | null {
  const matches = (pattern: string, value: string | null) => pattern === '*' || pattern === (value ?? '');
  const { place, naming } = part;
  return (
    app.exceptions.find(
      ({ account, stack, detail, region }) =>
        matches(account, place.account) &&
        matches(stack, naming.stack) &&
        matches(detail, naming.detail) &&
        matches(region, place.region),
    ) ?? null
  );
}
