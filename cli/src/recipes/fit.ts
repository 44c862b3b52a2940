import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { type Scenario, type ScenarioFault, scenario as scenarioSchema } from '@hormesis/contract/scenario.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { usageError } from '../cli-error.ts';
import type { Recipe } from './recipe.ts';

/** What the person said beside the recipe and the path. */
export interface Wishes {
  readonly callGroup?: string | undefined;
  readonly zone?: string | undefined;
  readonly region?: string | undefined;
  /** How long the caller waits, milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly name?: string | undefined;
}

export interface Fitted {
  readonly scenario: Scenario;
  /** How it was fitted, for the head of the file. */
  readonly remarks: readonly string[];
}

/** What is failed, in words and as faults. */
interface Target {
  readonly what: string;
  readonly slug: string;
  readonly remarks: readonly string[];
  faults(fault: ScenarioFault['fault']): ScenarioFault[];
}

/**
 * Fits a recipe to a path: what it may fail by its allowlist and roles, what was seen to be called, and where calls go.
 * @throws CliError when the path has nothing the recipe could fail.
 */
export function fit(recipe: Recipe, path: CriticalPath, topology: Topology, wishes: Wishes): Fitted {
  const target = targetOf(recipe, path, topology, wishes);
  const timeoutMs = wishes.timeoutMs ?? path.objectiveMs;
  const delayMs = recipe.delayMs?.(timeoutMs) ?? 0;
  const words = recipe.words({ what: target.what, journey: lowerFirst(path.title), timeoutMs, delayMs });
  const name = wishes.name ?? `${target.slug}-${recipe.name}`.slice(0, 63).replace(/-+$/, '');
  const guessed = recipe.delayMs && wishes.timeoutMs === undefined;
  return {
    scenario: scenarioSchema.parse({
      ...{ kind: 'Scenario', name, path: path.name, family: recipe.family },
      ...words,
      ...(path.owner && { owner: path.owner }),
      faults: target.faults(recipe.fault(delayMs)),
    }),
    remarks: [
      `The recipe ${recipe.name}, fitted to ${path.name}: ${recipe.about}.`,
      ...target.remarks,
      ...(guessed
        ? [`Nobody said how long the caller waits (--timeout): taken for ${timeoutMs} ms, the objective of the path.`]
        : []),
    ],
  };
}

function targetOf(recipe: Recipe, path: CriticalPath, topology: Topology, wishes: Wishes): Target {
  switch (recipe.fits.to) {
    case 'everything':
      return {
        ...{ what: 'everything degradable', slug: path.name, remarks: [] },
        faults: (fault) => [{ everything: 'degradable', fault }],
      };
    case 'call_group':
      return callGroupTarget(chosenCallGroup(path, topology, wishes.callGroup, recipe.fits.named, recipe.name));
    case 'zone':
    case 'region':
      return placeTarget(recipe.fits.to, path, topology, wishes[recipe.fits.to]);
  }
}

function callGroupTarget(callGroup: string): Target {
  const [caller = '', dependency = ''] = callGroup.split('>');
  return {
    what: `${caller} › ${dependency}`,
    slug: slugOf(dependency.replace(/^\w+:/, '')),
    remarks: [],
    faults: (fault) => [{ callGroup, fault }],
  };
}

/** Degradable ones only, the busiest first: what is essential is named by a person or not at all. */
function chosenCallGroup(
  { name, allowlist }: CriticalPath,
  { callGroups }: Topology,
  wished: string | undefined,
  named: RegExp | undefined,
  recipe: string,
): string {
  if (wished !== undefined) {
    if (allowlist.some(({ callGroup }) => callGroup === wished)) return wished;
    throw usageError(
      `${wished} is not in the allowlist of ${name}: ${listed(allowlist.map((each) => each.callGroup))}`,
    );
  }
  const rate = (callGroup: string) => callGroups.find((each) => each.callGroup === callGroup)?.callsPerSecond ?? 0;
  const fitting = allowlist
    .filter(({ role, callGroup }) => role === 'degradable' && (named?.test(callGroup.split('>')[1] ?? '') ?? true))
    .map(({ callGroup }) => callGroup)
    .sort((a, b) => rate(b) - rate(a));
  const [busiest] = fitting;
  if (busiest !== undefined) return busiest;
  const kind = named ? `, and none of its degradable call groups is called ${String(named)}` : '';
  throw usageError(`${recipe} found nothing degradable on ${name}${kind}: name one with --call-group`);
}

/** All calls of the path that were seen to go there. */
function placeTarget(
  kind: 'zone' | 'region',
  { name, allowlist }: CriticalPath,
  { placeRates }: Topology,
  wished: string | undefined,
): Target {
  const ofPath = placeRates.filter(({ callGroup }) => allowlist.some((allowed) => allowed.callGroup === callGroup));
  const known = [...new Set(ofPath.map(({ to }) => to[kind]).filter((place) => place !== null))].sort();
  if (known.length === 0)
    throw usageError(`no call of ${name} is known to go into a ${kind}: instances tell it with HORMESIS_ADDRESSES`);
  const place = wished ?? known[0] ?? '';
  if (!known.includes(place)) throw usageError(`no call of ${name} goes into the ${kind} ${place}: ${listed(known)}`);
  const into = [...new Set(ofPath.filter(({ to }) => to[kind] === place).map(({ callGroup }) => callGroup))].sort();
  const unapproved = allowlist.filter(
    ({ callGroup, role, liveApproval }) => into.includes(callGroup) && role === 'essential' && !liveApproval,
  );
  return {
    what: `the ${kind} ${place}`,
    slug: slugOf(place),
    remarks: [
      `Seen going into the ${kind} ${place} within the last half minute; the others of ${name} were not.`,
      ...unapproved.map(
        ({ callGroup }) => `${callGroup} is essential and has no liveApproval: this is for testers until it has one.`,
      ),
    ],
    faults: (fault) => into.map((callGroup) => ({ callGroup, where: { callee: { [kind]: place } }, fault })),
  };
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'there is none' : names.join(', ');
}
