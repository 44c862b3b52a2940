import { wideLimits } from '../harness/limit-states.ts';
import { empty, type Screen } from './screen.ts';

const page = 'settings';

export const settingsScreens: readonly Screen[] = [
  { page, state: 'limits-empty', at: '/settings', plane: (plane) => wideLimits(plane, 'defaults') },
  { page, state: 'limits', at: '/settings' },
  { page, state: 'limits-wide', at: '/settings', plane: (plane) => wideLimits(plane, 'wide') },
  {
    ...{ page, state: 'limits-changed', at: '/settings' },
    async act(on) {
      await on.getByRole('textbox', { name: 'A planned start may be late by' }).fill('30');
    },
  },
  {
    ...{ page, state: 'limits-yaml', at: '/settings' },
    async act(on) {
      await on.getByText('YAML', { exact: true }).click();
      await on.getByRole('textbox', { name: 'Limits as YAML' }).fill('kind: Limits\nwindow: { zone: Berlin }\n');
      await on.getByText(/^window\.zone/).waitFor();
    },
  },
  {
    ...{ page, state: 'limits-viewer', at: '/settings' },
    plane: (plane) => plane.answer('/session', { body: { name: 'vera', role: 'viewer' } }),
  },
  empty(page, '/settings/people', 'people-empty'),
  { page, state: 'people', at: '/settings/people' },
  {
    ...{ page, state: 'people-new', at: '/settings/people' },
    act: (on) => on.getByRole('button', { name: 'New token' }).click(),
  },
  {
    ...{ page, state: 'people-viewer', at: '/settings/people' },
    plane: (plane) => plane.answer('/session', { body: { name: 'vera', role: 'viewer' } }),
  },
  empty(page, '/settings/webhooks', 'webhooks-empty'),
  { page, state: 'webhooks', at: '/settings/webhooks' },
  {
    ...{ page, state: 'webhooks-new', at: '/settings/webhooks' },
    act: (on) => on.getByRole('button', { name: 'New webhook' }).click(),
  },
  empty(page, '/settings/hold', 'hold-empty'),
  {
    ...{ page, state: 'hold-set', at: '/settings/hold' },
    plane(plane, { now }) {
      const since = new Date(Date.now() - 4_000_000).toISOString();
      const hold = { on: true, by: 'bo', reason: 'failover of the database', since };
      const held = { ...now, status: { ...now.status, hold } };
      plane.answer('/now', { body: held });
      plane.tell('now', held);
    },
  },
];
