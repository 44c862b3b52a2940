import { createdWebhook, type WebhookView } from '@hormesis/contract/webhook.ts';
import { openDatabase } from '@hormesis/server/platform/database.ts';
import { expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../harness/fresh-database.ts';
import { askApi, startReplicas } from '../harness/replicas.ts';
import { until } from '../harness/until.ts';
import { PATH_AND_SCENARIOS } from './documents.ts';
import { scriptedAgent } from './scripted-agent.ts';
import { isSigned, type Mood, WebhookReceiver } from './webhook-receiver.ts';

/** How long each kind of failure lasts, milliseconds; by hand for longer: five minutes in all with 75000. */
const EACH_MS = Number(process.env.WEBHOOK_OUTAGE_EACH_MS ?? 700);
/** Attempts are made faster than outside, so that a test need not take a day. */
const PACE = {
  HORMESIS_WEBHOOK_NETWORKS: '127.0.0.1',
  HORMESIS_WEBHOOK_TIMEOUT_MS: process.env.WEBHOOK_OUTAGE_EACH_MS ? '10000' : '400',
  HORMESIS_WEBHOOK_FIRST_RETRY_MS: process.env.WEBHOOK_OUTAGE_EACH_MS ? '1000' : '50',
  HORMESIS_WEBHOOK_LONGEST_RETRY_MS: process.env.WEBHOOK_OUTAGE_EACH_MS ? '60000' : '300',
};
const FAILURES: readonly Mood[] = ['sick', 'hanging', 'gone', 'reset'];

let fresh: FreshDatabase;

test('a receiver that fails in every way, and a replica killed while it sends: every event arrives, in order', {
  timeout: 60_000 + EACH_MS * 8,
}, async () => {
  fresh = await freshDatabase();
  const database = openDatabase(fresh.url, () => {});
  const replicas = await startReplicas({ databaseUrl: () => fresh.url, count: 2, env: PACE });
  const receiver = await WebhookReceiver.start();
  // More at the first one: by their number it is known which process is which.
  const agents = await Promise.all(
    [0, 0, 0, 1, 1].map(async (place, at) => {
      const service = at % 2 === 0 ? 'shop' : 'edge';
      const { url } = replicas.at(place);
      return scriptedAgent({ url, token: replicas.agentToken, service, instance: `${service}-${at}` });
    }),
  );
  let dead: number | null = null;
  const reporting = setInterval(() => {
    for (const [at, agent] of agents.entries()) if (dead !== (at < 3 ? 0 : 1)) agent.sendReport();
  }, 1_000);
  let alive = 0;
  const post = async <T>(path: string, body: object = {}) => {
    const answer = await askApi<T>(replicas.at(alive).url, path, { token: replicas.adminToken, body });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  try {
    await post('/scenarios/apply', { yaml: PATH_AND_SCENARIOS });
    const hook = createdWebhook.parse(await post('/webhooks', { name: 'a receiver', url: receiver.url }));
    const ids: string[] = [];
    for (const scenario of ['offers-down', 'stock-slow']) {
      const { id } = await post<{ id: string }>('/experiments', { scenario });
      await post(`/experiments/${id}/pause`);
      ids.push(id);
    }
    for (const mood of FAILURES) {
      await receiver.become(mood);
      // Only for a moment: nobody reports, and what runs without telemetry is halted.
      for (const deed of ['resume', 'pause']) for (const id of ids) await post(`/experiments/${id}/${deed}`);
      if (mood === 'hanging') alive = await killSender();
      await new Promise((wake) => setTimeout(wake, EACH_MS));
    }
    await post('/halt');
    await receiver.become('well');
    const left = async () =>
      (await askApi<WebhookView>(replicas.at(alive).url, `/webhooks/${hook.id}`, { token: replicas.adminToken })).body
        .pending;
    await until('everything', async () => (await left()) === 0, 20_000 + EACH_MS);

    const written = await database.query<{ id: number; experiment_id: string; kind: string }>(
      `select event_id as id, experiment_id, kind from hormesis.experiment_events
        where kind in ('started', 'stage_began', 'paused', 'resumed', 'halted', 'verdict') order by event_id`,
    );
    for (const id of ids) {
      const inTimeline = written.rows.flatMap((row) => (row.experiment_id === id ? [`experiment.${row.kind}`] : []));
      expect(inTimeline.length).toBe(13);
      const arrived = receiver.events().filter(({ experiment }) => experiment?.id === id);
      expect(arrived.map(({ kind }) => kind)).toEqual(inTimeline);
    }
    expect(receiver.received.filter((each) => !isSigned(each, hook.secret))).toEqual([]);
    const failed = receiver.received.filter(({ taken }) => !taken).length;
    expect(failed).toBeGreaterThan(3);
  } finally {
    clearInterval(reporting);
    for (const agent of agents) agent.close();
    await receiver.stop();
    await replicas.stop();
    await database.close();
    await fresh.drop();
  }

  /** Kills whichever process is at the webhook, and gives the place of the other. */
  async function killSender(): Promise<number> {
    const sender = await until(
      'an attempt that hangs',
      async () => {
        const { rows } = await database.query<{ links: number }>(
          `select r.links from hormesis.webhooks w join hormesis.replicas r on r.boot = w.claimed_by where w.claimed_until > clock_timestamp()`,
        );
        return rows[0];
      },
      20_000 + EACH_MS,
    );
    const place = sender.links === 3 ? 0 : 1;
    dead = place;
    await replicas.at(place).kill9();
    return 1 - place;
  }
});
