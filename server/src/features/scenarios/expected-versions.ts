import type { ApplyBody } from '@hormesis/contract/scenario.ts';
import { ApiError } from '../../platform/api-error.ts';
import type { Queryable } from '../../platform/database.ts';
import { find, lastSaved } from './scenario-queries.ts';

export type Expected = NonNullable<ApplyBody['expect']>[number];

/**
 * Keeps somebody from overwriting what another person saved meanwhile. Call it in the transaction that saves, under the
 * ruleset revision: from then on no version changes.
 * @throws ApiError changed_meanwhile, which names for each document who saved which version and when.
 */
export async function refuseChanged(client: Queryable, expected: readonly Expected[]): Promise<void> {
  const problems: { field: string; message: string }[] = [];
  for (const { kind, name, version } of expected) {
    const kept = await find(client, kind, name);
    if ((kept?.version ?? 0) === version) continue;
    const message = kept ? await savedWords(client, kind, name, kept.version) : 'somebody removed it';
    problems.push({
      field: name,
      message: `${message}; ${version === 0 ? 'none' : `version ${version}`} was expected`,
    });
  }
  if (problems.length === 0) return;
  const told = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new ApiError('changed_meanwhile', `${told}. Nothing was saved`, { problems });
}

async function savedWords(client: Queryable, kind: Expected['kind'], name: string, version: number): Promise<string> {
  const saved = await lastSaved(client, kind, name, version);
  if (!saved) return `version ${version} is kept`;
  return `${saved.by} saved version ${version} at ${saved.at.toISOString()}`;
}
