import type { Page } from 'playwright-core';
import { mapStates } from '../harness/map-states.ts';
import { empty, type Screen } from './screen.ts';

const CALLS: Readonly<Record<number, number>> = { 24: 60, 80: 260, 200: 800 };
const WITH_ALL = '?path=press-play&experiment=erunning01';

export const mapScreens: readonly Screen[] = [
  empty('map', '/map'),
  ...[24, 80, 200].flatMap((services) => [
    of(services, 'alone', '?path=none&experiment=none'),
    of(services, 'path', '?path=press-play&experiment=none'),
    of(services, 'experiment', WITH_ALL),
    of(services, 'call-group', `${WITH_ALL}&chosen=service-000%3Ehttp%3Aservice-002`),
  ]),
  of(24, 'service', `${WITH_ALL}&chosen=service-002`),
  of(80, 'near', '?path=none&experiment=none', (page) => zoom(page, 'in', 5)),
  of(80, 'far', '?path=none&experiment=none', (page) => zoom(page, 'out', 3)),
  of(200, 'near', '?path=none&experiment=none', (page) => zoom(page, 'in', 8)),
  of(24, 'table', '?path=press-play&experiment=none&shape=table'),
  of(200, 'table', '?path=none&experiment=none&shape=table'),
];

function of(services: number, state: string, query: string, act?: Screen['act']): Screen {
  const fleet = { services, callGroups: CALLS[services] ?? services };
  return {
    ...{ page: 'map', state: `${services}-${state}`, at: `/map${query}` },
    plane: (plane, busy) => mapStates(plane, busy, fleet),
    async act(page, ...rest) {
      if (!query.includes('table')) await laidOut(page, fleet.callGroups);
      await act?.(page, ...rest);
    },
  };
}

async function laidOut(page: Page, callGroups: number): Promise<void> {
  await page
    .locator('[data-edge]')
    .nth(callGroups - 1)
    .waitFor({ state: 'attached', timeout: 120_000 });
  // The view glides to what was chosen in the address.
  await page.waitForTimeout(1_000);
}

async function zoom(page: Page, direction: 'in' | 'out', times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await page.getByRole('button', { name: `Zoom ${direction}` }).click();
}
