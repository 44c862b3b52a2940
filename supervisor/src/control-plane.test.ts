import { expect, test } from 'vitest';
import { controlPlaneSpec } from './control-plane.ts';
import type { Settings } from './settings.ts';

const settings = { host: '127.0.0.1', adminToken: null } as Settings;
const place = { repository: '/hormesis', port: 7080, databaseUrl: 'postgres://db/hormesis', demoRegions: [] };

test('a second control plane without a demo leaves the token of the first one’s demo alone', () => {
  expect(controlPlaneSpec(settings, { ...place, agentToken: null }).env).not.toHaveProperty('HORMESIS_AGENT_TOKEN');
  expect(controlPlaneSpec(settings, { ...place, agentToken: 'hat_1' }).env).toMatchObject({
    HORMESIS_AGENT_TOKEN: 'hat_1',
  });
});
