import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScenarioDocument } from '@hormesis/contract/scenario.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Logger } from '../../platform/logging.ts';
import { nextRevision } from '../../platform/revision.ts';
import { checkScenario } from './check-document.ts';
import { parseDocuments } from './parse-documents.ts';
import { pathInUse } from './path-change.ts';
import { find, findPath, missingButInUse, removeMissingFiles } from './scenario-queries.ts';
import { applyOne } from './scenarios.ts';

interface FileDocument {
  readonly file: string;
  readonly document: ScenarioDocument;
}

/** Loads every YAML file of `folder`. A file with a mistake is left out and told in the log: one bad file must not keep the rest away. */
export async function loadScenarioFiles(database: Database, folder: string, log: Logger): Promise<void> {
  const found = await readFolder(folder, log);
  const paths = found.filter(({ document }) => document.kind === 'CriticalPath');
  const scenarios = found.filter(({ document }) => document.kind === 'Scenario');
  await database.transaction(async (client) => {
    await nextRevision(client);
    for (const { file, document } of [...paths, ...scenarios]) {
      const stored = await find(client, document.kind, document.name);
      if (stored?.source === 'database') {
        log.error({ file, name: document.name }, 'left out: a document of this name is kept in the database');
        continue;
      }
      if (document.kind === 'CriticalPath') {
        const refusal = await pathInUse(client, document);
        if (refusal) {
          log.error({ file, refusal }, 'left out: the path is in use and stays as it was until the next start');
          continue;
        }
      }
      if (document.kind === 'Scenario') {
        const refusals = checkScenario(document, (await findPath(client, document.path))?.spec ?? null);
        if (refusals.length > 0) {
          log.error({ file, refusals }, 'left out: this scenario is not allowed');
          continue;
        }
      }
      await applyOne(client, { document, source: 'file', file, by: 'file' });
    }
    await removeMissingFiles(
      client,
      'Scenario',
      scenarios.map(({ document }) => document.name),
    );
    await removeMissingPaths(
      client,
      paths.map(({ document }) => document.name),
      log,
    );
  });
}

/** A path that an experiment is on stays although its file is gone: nobody else knows who is in which arm. */
async function removeMissingPaths(client: Queryable, found: readonly string[], log: Logger): Promise<void> {
  const inUse = await missingButInUse(client, found);
  for (const name of inUse) {
    log.error(
      { name },
      'the file of this path is gone; the path stays until no experiment is on it and the next start',
    );
  }
  await removeMissingFiles(client, 'CriticalPath', [...found, ...inUse]);
}

async function readFolder(folder: string, log: Logger): Promise<FileDocument[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    log.error({ folder, code: error.code }, 'the folder of scenarios cannot be read');
    return [];
  });
  const found: FileDocument[] = [];
  for (const file of names.filter((name) => /\.ya?ml$/.test(name)).sort()) {
    const text = await readFile(join(folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
      log.error({ file, code: error.code }, 'left out: this file cannot be read');
      return null;
    });
    if (text === null) continue;
    const { documents, problems } = parseDocuments(text);
    for (const problem of problems) log.error({ file, ...problem }, 'left out: this document has a mistake');
    for (const { document } of documents) {
      const earlier = found.find(
        (each) => each.document.kind === document.kind && each.document.name === document.name,
      );
      if (earlier)
        log.error(
          { file, name: document.name, earlier: earlier.file },
          'left out: this name is taken by an earlier file',
        );
      else found.push({ file, document });
    }
  }
  return found;
}
