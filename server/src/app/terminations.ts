import { readFileSync } from 'node:fs';
import { describe } from '@hormesis/contract/share.ts';
import { z } from 'zod';
import { isRunning } from '../features/experiments/termination-step-queries.ts';
import { runningStep } from '../features/game-days/game-day.ts';
import { readDaysOn, sparedByGameDay } from '../features/game-days/game-day-queries.ts';
import type { Halt } from '../features/halt/halt.ts';
import { readHold } from '../features/halt/halt-queries.ts';
import type { Outage } from '../features/terminations/gates.ts';
import { Lookout } from '../features/terminations/lookout.ts';
import type { TerminationPlatform } from '../features/terminations/platform-port.ts';
import { openPlatforms } from '../features/terminations/platforms/open-platforms.ts';
import { platformSettings } from '../features/terminations/platforms/platform-settings.ts';
import type { Terminating, Tracker } from '../features/terminations/ports.ts';
import { databaseNowMs } from '../features/terminations/settings-queries.ts';
import { systemChance } from '../platform/chance.ts';
import { pause } from '../platform/clock.ts';
import type { Queryable } from '../platform/database.ts';
import { parseYamlDocuments } from '../platform/yaml-documents.ts';
import { BadSetting, type Config } from './config.ts';
import type { Platform } from './features.ts';

/** How long an outage check and a tracker may take, milliseconds. */
const ANSWER_MS = 5_000;
const outageAnswer = z.object({ outage: z.boolean(), reason: z.string().default('') });

/** What terminations ask of the world: platforms, outage check and tracker as configured. */
export async function createTerminations(
  { database, log, boot, clock }: Platform,
  { terminations: { platformsFile, outageUrl, trackerUrl } }: Config,
  extra: readonly TerminationPlatform[],
  halt: Pick<Halt, 'isHalted'>,
): Promise<Terminating> {
  const platforms = [...(platformsFile === null ? [] : await openPlatforms(readPlatforms(platformsFile))), ...extra];
  return {
    ...{ database, log, boot, readHold, chance: systemChance, nowMs: databaseNowMs, pause },
    sparedByGameDay: async (client, { gameDay, termination, experiment, regions }) =>
      sparedByGameDay(client, { termination, regions, gameDay: gameDay ?? (await dayOf(client, experiment)) }),
    // In force is in force: a halt that could not be recorded yet ends kills too.
    experimentRuns: async (client, id) => !halt.isHalted(id) && (await isRunning(client, id)),
    lookout: new Lookout(platforms, () => clock.wallMs()),
    trackers: trackerUrl === null ? [] : [httpTracker(trackerUrl)],
    outage: () => (outageUrl === null ? Promise.resolve({ kind: 'not_configured' }) : askOutage(outageUrl)),
  };
}

/** The game day that is on and has this experiment as its step, or null. */
async function dayOf(client: Queryable, experiment: string | null): Promise<string | null> {
  if (experiment === null) return null;
  const days = await readDaysOn(client);
  return days.find((day) => runningStep(day)?.experiment === experiment)?.id ?? null;
}

/** @throws BadSetting that names file, line, field and what is allowed. */
function readPlatforms(file: string) {
  let yaml: string;
  try {
    yaml = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BadSetting(`HORMESIS_PLATFORMS: ${describe(file)} cannot be read`, { cause });
  }
  const { documents, problems } = parseYamlDocuments(yaml, platformSettings);
  const [problem] = problems;
  if (problem) {
    const where = problem.line === null ? '' : ` line ${problem.line}`;
    throw new BadSetting(`HORMESIS_PLATFORMS: ${file}${where}: ${problem.field}: ${problem.message}`);
  }
  const [only, ...more] = documents;
  if (!only || more.length > 0) throw new BadSetting(`HORMESIS_PLATFORMS: ${file} must hold one document`);
  return only.document;
}

/** `GET` of an address that answers `{"outage": true, "reason": "…"}`. @throws whatever keeps that from being read: not to know is an outage. */
async function askOutage(url: string): Promise<Outage> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!response.ok) throw new Error(`the outage check answered ${response.status}`);
  const said = outageAnswer.safeParse(await response.json());
  if (!said.success) throw new Error('the outage check must answer {"outage": true or false, "reason": "…"}');
  return said.data.outage ? { kind: 'outage', reason: said.data.reason } : { kind: 'calm' };
}

/** `POST` of what is about to die; whatever is not a success keeps it alive. */
function httpTracker(url: string): Tracker {
  return {
    name: new URL(url).host,
    async track({ id, group, app, at, actor, targets }) {
      const members = targets.map(({ name, zone, place, group: part }) => ({ name, zone, part, ...place }));
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ termination: id, group, app, at: at.toISOString(), by: actor, members }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
    },
  };
}
