import { type ApiRoute, errorsOf } from '@hormesis/contract/api-route.ts';
import { apiRoutes } from '@hormesis/contract/api-routes.ts';
import { errorBody, errorCodes } from '@hormesis/contract/errors.ts';
import { settle } from '@hormesis/server/features/findings/findings.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Answer, type Asking, type Plane, startPlane } from '../server/plane.ts';
import { ScriptedPlatform } from '../server/terminations/scripted-platform.ts';
import { mountedRoutes } from './mounted-routes.ts';

const named = (route: ApiRoute) => [`${route.method} ${route.path}`, route] as const;
const guarded = apiRoutes.filter(({ role }) => role !== 'anyone').map(named);
const withBody = apiRoutes.filter(({ body }) => body).map(named);

test('what is declared is mounted, and nothing else is', async () => {
  expect(await mountedRoutes()).toEqual(apiRoutes.map((route) => named(route)[0]).sort());
});

const cloud = new ScriptedPlatform('ec2', [{ account: 'prod', region: 'eu-west-1' }]);
cloud.add('playback-main', 3);

describe('a running control plane', () => {
  let plane: Plane;
  const tokens: Record<string, string> = {};
  /** The role just below, which must not be enough. */
  const below = { viewer: 'agent', operator: 'viewer', admin: 'operator' } as const;

  beforeAll(async () => {
    plane = await startPlane({ platforms: [cloud], webhookNetworks: ['127.0.0.1'] });
    for (const role of ['agent', 'viewer', 'operator', 'admin'] as const) tokens[role] = await plane.tokenOf(role);
  });
  afterAll(() => plane.stop());

  /** Asks, and holds every refusal against what the route declares. */
  async function ask(
    route: ApiRoute,
    at: Record<string, string> = {},
    body?: unknown,
    asking?: Asking,
  ): Promise<Answer> {
    const query = Object.keys(route.query ?? {}).flatMap((name): [string, string][] =>
      at[name] ? [[name, at[name]]] : [],
    );
    const path = `${route.path.replace(/:(\w+)/g, (_, name: string) => at[name] ?? 'nowhere')}?${new URLSearchParams(query)}`;
    const answer = await (route.method === 'GET' ? plane.get(path, asking) : plane.post(path, body, asking));
    if (answer.status < 400) return answer;
    const { error } = errorBody.parse(answer.body);
    expect(errorsOf(route), `${route.id} gave ${error.code}: ${error.message}`).toContain(error.code);
    expect(answer.status).toBe(errorCodes[error.code as keyof typeof errorCodes].status);
    return answer;
  }

  const codeOf = ({ body }: Answer): string => body.error?.code;

  test.each(guarded)('%s needs a sign-in and the role that is declared', async (_name, route) => {
    if (route.role === 'anyone') return;
    expect(codeOf(await ask(route, {}, {}, { token: null }))).toBe('not_signed_in');
    expect(codeOf(await ask(route, {}, {}, { token: tokens[below[route.role]] ?? '' }))).toBe('not_allowed');
  });

  test.each(withBody)('%s lets its role in, and refuses a body with an unknown field', async (_name, route) => {
    const token = tokens[route.role] ?? null;
    expect(codeOf(await ask(route, {}, { surprise: true }, { token }))).toBe('bad_request');
  });

  test('a POST without an Idempotency-Key is refused, a key of another request too', async () => {
    for (const [, route] of guarded.filter(([, { method }]) => method === 'POST')) {
      expect(codeOf(await ask(route, {}, {}, { headers: { 'idempotency-key': '' } }))).toBe('idempotency_key_missing');
    }
    const key = { key: 'the-same-key-twice' };
    await plane.post('/scenarios/lint', { yaml: 'a: 1' }, key);
    const reused = await plane.post('/scenarios/lint', { yaml: 'b: 1' }, key);
    expect(codeOf(reused)).toBe('idempotency_key_reused');
  });

  test.each(apiRoutes.filter(({ method, path }) => method === 'GET' && path.includes(':')).map(named))(
    '%s tells that a name is not known',
    async (_name, route) => expect(codeOf(await ask(route))).toBe('not_found'),
  );

  test('every answer is what the route declares, with no field more', async () => {
    const seen = new Set(['watch', 'getOpenApi']);
    const play = async (id: string, at: Record<string, string> = {}, body?: unknown) => {
      const route = apiRoutes.find((each) => each.id === id);
      if (!route) throw new Error(`there is no route ${id}`);
      const answer = await ask(route, at, body);
      expect(answer.status, `${id}: ${JSON.stringify(answer.body)}`).toBe(route.answer.status);
      expect(route.answer.schema.parse(answer.body), id).toEqual(answer.body);
      seen.add(id);
      return answer.body;
    };

    const edge = await plane.agent('edge');
    await plane.agent('shop');
    await play('copyScenario', { name: 'offers-down' }, { name: 'offers-gone' });
    const yaml = JSON.stringify({
      kind: 'Scenario',
      name: 'x',
      path: 'checkout',
      title: 'x',
      hypothesis: 'x',
      faults: [],
    });
    await play('lintScenarios', {}, { yaml });
    await play(
      'applyScenarios',
      {},
      { yaml: JSON.stringify((await plane.get('/scenarios/offers-gone')).body.scenario) },
    );
    await play('previewExperiment', {}, { scenario: 'offers-gone', trafficPpm: 20_000 });
    const { id } = await play('startExperiment', {}, { scenario: 'offers-gone', trafficPpm: 20_000 });
    await play('createTesterToken', {}, { scenario: 'stock-slow' });
    for (const step of ['getStatus', 'getNow', 'listPaths', 'listScenarios', 'listExperiments', 'listAgents'])
      await play(step);
    await play('getTopology');
    await play('getPath', { name: 'checkout' });
    await play('getPathBaseline', { name: 'checkout' });
    await play('getScenario', { name: 'offers-down' });
    await play('getExperiment', { id });
    await play('listCallGroupExperiments', { callGroup: 'shop>http:offers' });
    await play('getExperimentReport', { id });
    await play('pauseExperiment', { id });
    await play('resumeExperiment', { id });
    await edge.report({ active: [{ experiment: id, rules: 0, inFlight: 0 }] });
    await play('promoteExperiment', { id });
    const another = await play('startExperiment', {}, { scenario: 'offers-down' });
    await play('haltExperiment', { id: another.id });
    await plane.database.query(
      `update hormesis.experiments set verdict = 'failed', findings_at = null where experiment_id = $1`,
      [another.id],
    );
    await settle(plane.database, (_id, error) => {
      throw error;
    });
    // The control plane settles too, once a second: when it was first, its finding may not be written yet.
    await until('the finding', async () => (await plane.get('/findings')).body.items.length > 0);
    const finding = { id: (await play('listFindings')).items[0].id };
    await play('getFinding', finding);
    await play('assignFinding', finding, { owner: 'ada' });
    await play('acceptFinding', finding, {
      reason: 'for a day',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await play('fixFinding', finding, { note: 'a fallback' });
    await play('reopenFinding', finding, { reason: 'it was rolled back' });
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const planned = await play('startExperiment', {}, { scenario: 'stock-slow', startsAt: soon });
    await play('cancelExperiment', { id: planned.id });
    const drafter = { token: tokens.operator ?? '' };
    const drafted = await plane.post('/experiments', { scenario: 'stock-slow', draft: true }, drafter);
    expect(drafted.body.state).toMatchObject({ name: 'draft' });
    await play('approveExperiment', { id: drafted.body.id });
    await play('haltExperiment', { id: drafted.body.id });
    await play('setHold');
    await play('releaseHold');
    await play('haltAll');
    await play('getLimits');
    await play('setLimits', {}, { yaml: 'kind: Limits' });
    const enabled = JSON.stringify({
      kind: 'Terminations',
      enabled: true,
      accounts: ['*'],
      apps: [{ app: 'playback', enabled: true }],
    });
    await play('setTerminationSettings', {}, { yaml: enabled });
    await play('getTerminationSettings');
    await play('setTerminationLeash', {}, { leashed: true });
    const { items: groups } = await play('listTerminationGroups');
    await plane.post('/release');
    const killed = await play('terminate', {}, { group: groups[0].key });
    await play('getTermination', { id: killed.id });
    await play('listTerminations');
    await plane.database.query(
      `insert into hormesis.termination_plans (plan_id, day, group_key, app, leashed, due_at, state)
       values ('pplanned', to_char(now(), 'YYYY-MM-DD'), 'a group', 'playback', true, now() + interval '1 hour', 'planned')`,
    );
    await plane.database.query(
      `insert into hormesis.termination_findings (finding_id, group_key, termination_id, found_at, reason) values ('tffound', $1, $2, now(), 'still sick')`,
      [killed.group, killed.id],
    );
    await play('getTerminationCalendar');
    await play('cancelTermination', { id: 'pplanned' });
    await play('listTerminationFindings');
    await play('resolveTerminationFinding', { id: 'tffound' }, { note: 'mended' });
    const manual = { kind: 'manual', title: 'Look', instructions: 'Look at the board.' };
    const day = JSON.stringify({
      ...{ kind: 'GameDay', name: 'a-day', goal: 'To know.', path: 'checkout', limits: { maxTreatmentPpm: 50_000 } },
      ...{ roles: { lead: 'admin' }, steps: [manual, manual, manual] },
    });
    await play('lintGameDay', {}, { yaml: day });
    const gameDay = { id: (await play('planGameDay', {}, { yaml: day })).id };
    await play('getGameDay', gameDay);
    await play('startGameDay', gameDay);
    await play('nextGameDayStep', gameDay, { step: 0 });
    await play('finishGameDayStep', gameDay);
    await play('skipGameDayStep', gameDay, { step: 1 });
    await play('nextGameDayStep', gameDay, { step: 2 });
    await play('haltGameDayStep', gameDay);
    await play('noteGameDay', gameDay, { text: 'It is quiet.' });
    await play('observeGameDay', gameDay, { text: 'Nothing moves.' });
    await play('handOverGameDay', gameDay, { to: 'operator' });
    await play('getGameDayReport', gameDay);
    await play('listGameDays');
    await play('abortGameDay', gameDay);
    // Nobody listens there: what is sent is refused, which is an answer too.
    const hook = await play('createWebhook', {}, { name: 'nobody', url: 'http://127.0.0.1:1/' });
    await play('testWebhook', { id: hook.id });
    await play('getWebhook', { id: hook.id });
    await play('listWebhooks');
    const { items: tried } = await play('listWebhookDeliveries', { id: hook.id });
    await play('redeliverWebhook', { id: hook.id, delivery: String(tried[0].id) });
    await play('removeWebhook', { id: hook.id });
    const token = await play('createAccessToken', {}, { name: 'a pipeline', role: 'viewer' });
    await play('signIn', {}, { token: token.token });
    await play('revokeAccessToken', { id: token.id });
    for (const step of ['listAccessTokens', 'getSession', 'listAudit', 'signOut']) await play(step);
    expect(apiRoutes.map((route) => route.id).filter((each) => !seen.has(each))).toEqual([]);
  });

  test('anyone gets the committed OpenAPI document', async () => {
    const response = await fetch(`${plane.url}/api/v1/openapi.json`);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/api/v1' }] });
  });
});
