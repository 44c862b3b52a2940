import { isDeepStrictEqual } from 'node:util';
import type { AccessRole } from '@hormesis/contract/access.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Problem, Scenario, ScenarioDocument } from '@hormesis/contract/scenario.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { nextRevision } from '../../platform/revision.ts';
import { invalidDocument } from '../../platform/yaml-documents.ts';
import { checkScenario } from './check-document.ts';
import { type Expected, refuseChanged } from './expected-versions.ts';
import { parseDocuments } from './parse-documents.ts';
import { loosenedFields, pathInUse } from './path-change.ts';
import { find, findPath, findScenario, nextVersion, type Saving, save } from './scenario-queries.ts';

export interface Applied {
  readonly kind: ScenarioDocument['kind'];
  readonly name: string;
  readonly version: number;
  readonly changed: boolean;
}

/** Everything wrong with a YAML text, without saving anything. */
export async function lint(client: Queryable, yaml: string): Promise<Problem[]> {
  const { documents, problems } = parseDocuments(yaml);
  const refusals = await Promise.all(
    documents.map(async ({ index, document }) =>
      (
        await refusalsOf(
          client,
          document,
          documents.map((each) => each.document),
        )
      ).map((refusal) => ({ document: index, line: null, field: refusal.field, message: refusal.message })),
    ),
  );
  return [...problems, ...refusals.flat()];
}

/** Who saves, and which versions they have seen of what they save. */
export interface Applying {
  readonly by: string;
  /** `admin` when left out: files and tests. */
  readonly role?: AccessRole;
  readonly expect?: readonly Expected[];
}

/**
 * Saves every document of a YAML text, or none.
 * @throws ApiError invalid_document with all problems; changed_meanwhile; call_group_not_allowed, path_unknown; path_in_use; read_only for what comes from a file; not_allowed when a path would allow more and `role` is not admin.
 */
export async function apply(
  database: Database,
  yaml: string,
  { by, role = 'admin', expect = [] }: Applying,
): Promise<Applied[]> {
  const { documents, problems } = parseDocuments(yaml);
  if (problems.length > 0) throw invalidDocument(problems);
  return database.transaction(async (client) => {
    await nextRevision(client);
    await refuseChanged(client, expect);
    const results: Applied[] = [];
    // Paths first, so that scenarios of the same text find them.
    const ordered = [...documents].sort((a, b) => a.document.kind.localeCompare(b.document.kind));
    for (const { document } of ordered) {
      if (role !== 'admin') await refuseLoosening(client, document, by);
      const refusals = await refusalsOf(client, document, []);
      const [first] = refusals;
      if (first) {
        throw new ApiError(first.code, refusals.map((refusal) => `${document.name}: ${refusal.message}`).join('; '), {
          problems: refusals.map(({ field, message }) => ({ field, message })),
          refusals: refusals.map(({ code, message }) => ({ code, message })),
        });
      }
      results.push(await applyOne(client, { document, source: 'database', file: null, by }));
    }
    return results;
  });
}

/** An approval that everybody could write would be none: what lets a path's experiments go further is an admin's to say. */
async function refuseLoosening(client: Queryable, document: ScenarioDocument, by: string): Promise<void> {
  if (document.kind !== 'CriticalPath') return;
  const fields = loosenedFields((await findPath(client, document.name))?.spec ?? null, document);
  if (fields.length === 0) return;
  const message = `${fields.join(' and ')} of ${document.name} would let experiments go further; that needs the role admin, and ${by} is no admin`;
  throw new ApiError('not_allowed', message, { problems: fields.map((field) => ({ field, message })) });
}

/** Saves one document when it differs from what is kept. */
export async function applyOne(client: Queryable, saving: Saving): Promise<Applied> {
  const { document, source, by } = saving;
  const stored = await find(client, document.kind, document.name);
  if (stored && stored.source === 'file' && source === 'database') {
    throw new ApiError(
      'read_only',
      `${document.name} comes from the file ${stored.file} and is read-only here; change the file, or copy it under another name`,
    );
  }
  const same =
    stored &&
    stored.source === source &&
    stored.file === saving.file &&
    isDeepStrictEqual(stored.spec, JSON.parse(JSON.stringify(document)));
  if (same) return { kind: document.kind, name: document.name, version: stored.version, changed: false };
  const version = await nextVersion(client, document.kind, document.name);
  await save(client, saving, version);
  await writeAudit(client, by, 'scenario_applied', document.name, { kind: document.kind, version, source });
  return { kind: document.kind, name: document.name, version, changed: true };
}

/** Copies a scenario into the database under another name. */
export async function copyScenario(database: Database, name: string, newName: string, by: string): Promise<void> {
  await database.transaction(async (client) => {
    const stored = await findScenario(client, name);
    if (!stored) throw new ApiError('not_found', `there is no scenario ${JSON.stringify(name)}`);
    if (await findScenario(client, newName))
      throw new ApiError('name_taken', `there is already a scenario ${JSON.stringify(newName)}; choose another name`);
    await applyOne(client, { document: { ...stored.spec, name: newName }, source: 'database', file: null, by });
  });
}

async function refusalsOf(client: Queryable, document: ScenarioDocument, beside: readonly ScenarioDocument[]) {
  if (document.kind === 'CriticalPath') {
    const refusal = await pathInUse(client, document);
    return refusal ? [refusal] : [];
  }
  return checkScenario(document, await pathOf(client, document, beside));
}

async function pathOf(
  client: Queryable,
  scenario: Scenario,
  beside: readonly ScenarioDocument[],
): Promise<CriticalPath | null> {
  const inText = beside.find(
    (each): each is CriticalPath => each.kind === 'CriticalPath' && each.name === scenario.path,
  );
  return inText ?? (await findPath(client, scenario.path))?.spec ?? null;
}
