import type { Page } from 'playwright-core';
import { largeFleet } from '../harness/large-fleet.ts';
import { busyPlane } from '../harness/page-states.ts';
import { pathStates } from '../harness/path-states.ts';
import { answerDeed, empty, type Screen } from './screen.ts';

const NEW = '/paths/new';
const KEPT = '/paths/press-play';

export const pathScreens: readonly Screen[] = [
  empty('paths', '/paths'),
  { page: 'paths', state: 'list', at: '/paths', plane: kept('database', true) },
  { page: 'paths', state: 'new-empty', at: NEW, plane: 'empty' },
  { page: 'paths', state: 'new', at: NEW, plane: kept('database', false), act: describe },
  { page: 'paths', state: 'kept', at: KEPT, plane: kept('database', false) },
  { page: 'paths', state: 'frozen', at: KEPT, plane: kept('database', true), act: showEverything },
  { page: 'paths', state: 'file', at: KEPT, plane: kept('file', false) },
  { page: 'paths', state: 'unknown', at: '/paths/pay' },
  {
    ...{ page: 'paths', state: 'refused', at: KEPT },
    plane: kept('database', false),
    async act(page) {
      const problems = [
        { field: 'objectiveMs', message: 'must be below deadlineMs (10000) when slow is a KPI, got 20000' },
        { field: 'entries.0.routes.0', message: 'must be a method and a path without a query, got "/play"' },
      ];
      const message = 'The path was not saved: 2 of its fields are not allowed.';
      await answerDeed(page, '/scenarios/apply', 400, { error: { code: 'invalid', message, problems } });
      await page.getByRole('textbox', { name: 'Owner' }).fill('the team that plays');
      await page.getByRole('button', { name: /^Save as version/ }).click();
      await page.getByText('It was not saved.').waitFor();
    },
  },
  {
    ...{ page: 'paths', state: 'conflict', at: KEPT },
    plane: kept('database', false),
    async act(page, plane) {
      await page.getByRole('textbox', { name: 'Owner' }).fill('the team that plays');
      const now = kept('database', false)(plane, busyPlane(plane, Date.now()));
      const [first, ...others] = now.paths;
      if (!first) return;
      const theirs = { ...first.path, owner: 'video team', objectiveMs: 1_500 };
      plane.tell('now', { ...now, paths: [{ ...first, version: 2, savedBy: 'bo', path: theirs }, ...others] });
    },
  },
  {
    ...{ page: 'paths', state: 'large-fleet', at: KEPT },
    plane(plane, busy) {
      kept('database', false)(plane, busy);
      const fleet = largeFleet({ services: 200, callGroups: 800 }, 0);
      plane.answer('/topology', { body: fleet });
      plane.tell('topology', fleet);
    },
    act: showEverything,
  },
];

function kept(source: 'file' | 'database', running: boolean) {
  return (plane: Parameters<typeof pathStates>[0], busy: Parameters<typeof pathStates>[1]) =>
    pathStates(plane, busy, { source, running });
}

async function describe(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Title' }).fill('Press play on a TV');
  await page.getByRole('combobox', { name: 'Service' }).or(page.getByLabel('Service')).first().fill('gateway');
  await page.getByRole('heading', { level: 1 }).click();
  await page.getByRole('switch', { name: 'api>http:ratings may be failed' }).check({ force: true });
}

async function showEverything(page: Page): Promise<void> {
  await page.getByRole('switch', { name: /elsewhere/ }).check({ force: true });
}
