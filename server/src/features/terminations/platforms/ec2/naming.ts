import type { FoundGroup } from '../../platform-port.ts';

/** A tag of ours wins over a plain one, and keys are compared without regard to case: `App`, `app`, `hormesis:app`. */
export function tagOf(tags: ReadonlyMap<string, string>, key: string): string | null {
  return tags.get(`hormesis:${key}`) ?? tags.get(key) ?? null;
}

/** Tags by key in small letters. An empty value says nothing. */
export function tagsOf(tags: readonly { readonly Key?: string; readonly Value?: string }[] = []): Map<string, string> {
  return new Map(tags.flatMap(({ Key, Value }) => (Key && Value ? [[Key.toLowerCase(), Value] as const] : [])));
}

/**
 * App, stack, detail and cluster of a group: from its tags, and what these leave open from a name of the form
 * `app-stack-detail-v012`, as Frigga and Spinnaker write it. Two dashes skip the stack: `app--detail`.
 */
export function namingOf(name: string, tags: ReadonlyMap<string, string>): FoundGroup['naming'] {
  const cluster = name.replace(/-v\d{3,6}$/, '');
  const [app = cluster, stack, ...detail] = cluster.split('-');
  return {
    app: tagOf(tags, 'app') ?? app,
    stack: tagOf(tags, 'stack') ?? (stack || null),
    detail: tagOf(tags, 'detail') ?? (detail.join('-') || null),
    cluster: tagOf(tags, 'cluster') ?? cluster,
  };
}

/** The cluster of an instance that no Auto Scaling group keeps; null where its tags name none: then it is in no group. */
export function clusterOf(tags: ReadonlyMap<string, string>): string | null {
  const cluster = tagOf(tags, 'cluster');
  if (cluster !== null) return cluster;
  const [app, stack, detail] = ['app', 'stack', 'detail'].map((key) => tagOf(tags, key));
  if (!app) return null;
  return [app, stack ?? (detail ? '' : null), detail].filter((part) => part !== null && part !== undefined).join('-');
}
