import {
  type TerminationSettings,
  type TerminationSettingsView,
  terminationSettings,
} from '@hormesis/contract/terminations.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { holidaysOf, NO_HOLIDAYS, unknownPlace } from '../../platform/holidays.ts';
import { once } from '../../platform/once.ts';
import { invalidDocument, parseYamlDocuments } from '../../platform/yaml-documents.ts';
import { readSettings, type StoredSettings, writeSettings } from './settings-queries.ts';
import { type WorkCalendar, workCalendar } from './work-calendar.ts';

/** The settings as people see them. */
export async function viewSettings(client: Queryable): Promise<TerminationSettingsView> {
  const { version, settings, updatedBy, updatedAt } = await readSettings(client);
  return { version, settings, updatedBy, updatedAt: updatedAt.toISOString() };
}

/** The work days and hours of the settings. */
export async function calendarOf({ schedule }: TerminationSettings): Promise<WorkCalendar> {
  return workCalendar(schedule, schedule.holidays ? await holidaysOf(schedule.holidays) : NO_HOLIDAYS);
}

/**
 * Replaces the settings by the one document of a YAML text; `edited` is the version that was changed, null for any.
 * @throws ApiError invalid_document with all problems, changed_meanwhile; nothing is changed then.
 */
export async function setSettings(database: Database, yaml: string, by: string, edited: number | null): Promise<void> {
  const { documents, problems } = parseYamlDocuments(yaml, terminationSettings);
  const [first, ...more] = documents;
  if (problems.length > 0 || !first) throw invalidDocument(problems);
  const wrong = (field: string, message: string) => invalidDocument([{ document: 0, line: null, field, message }]);
  if (more.length > 0) throw wrong('(whole)', 'must hold one document with all settings');
  const next = first.document;
  const place = next.schedule.holidays ? await unknownPlace(next.schedule.holidays) : null;
  if (place) throw wrong(`schedule.holidays.${place.field}`, place.message);
  await database.transaction(async (client) => {
    await once(client, 'terminations_set', async () => {
      const before = await readSettings(client, true);
      if (edited !== null && edited !== before.version) throw changedMeanwhile(edited, before);
      const version = await writeSettings(client, next, by);
      const detail = { version, before: before.settings, after: next };
      await writeAudit(client, by, 'terminations_set', 'terminations', detail);
      return null;
    });
  });
}

/** Puts everything on the leash, or takes it off. */
export function setLeash(database: Database, leashed: boolean, by: string): Promise<void> {
  return database.transaction(async (client) => {
    // Once: the repeat of an answer that was lost must not undo what somebody did after it.
    await once(client, 'leash', async () => {
      const { settings } = await readSettings(client, true);
      if (settings.leashed === leashed) return null;
      await writeSettings(client, { ...settings, leashed }, by);
      await writeAudit(client, by, leashed ? 'terminations_leashed' : 'terminations_unleashed', 'terminations');
      return null;
    });
  });
}

function changedMeanwhile(edited: number, { version, updatedBy, updatedAt }: StoredSettings): ApiError {
  const saved = `${updatedBy} saved version ${version} at ${updatedAt.toISOString()}`;
  return new ApiError(
    'changed_meanwhile',
    `you changed version ${edited} of the settings, and ${saved}; nothing was saved`,
  );
}
