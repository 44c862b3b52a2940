import type { MetricQuery, MetricQueryEvidence } from '@hormesis/contract/metric-query.ts';
import type { Clock } from '../../platform/clock.ts';
import { judge, type Reading, type Readings } from './judge.ts';
import { askPrometheus } from './prometheus.ts';

const REFRESH_MS = 5_000;
const TIMEOUT_MS = 3_000;
/** An older answer does not show the present. */
const STALE_MS = 20_000;

interface Asked {
  readings: Readings;
  /** Of the monotonic clock; null before the first answer. */
  answeredAtMs: number | null;
  askedAtMs: number;
  asking: boolean;
}

const NOT_YET: Reading = { problem: 'it has not been asked yet' };

/**
 * The queries of running experiments. Whoever asks gets at once what was answered last; a new round of questions goes out
 * behind it, every five seconds as long as somebody asks: a Prometheus that hangs keeps no control loop waiting.
 */
export class MetricQueries {
  readonly #asked = new Map<string, Asked>();
  readonly #url: string | null;
  readonly #clock: Clock;

  /** `url`: address of the Prometheus, or null when none is configured. */
  constructor(url: string | null, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
  }

  /** What each of the queries said last. */
  evidenceOf(experiment: string, queries: readonly MetricQuery[]): MetricQueryEvidence[] {
    this.#forgetOld();
    return queries.map((query) => judge(query, this.#readingsOf(experiment, query)));
  }

  #readingsOf(experiment: string, query: MetricQuery): Readings {
    if (this.#url === null) return both({ problem: 'no Prometheus is configured: set HORMESIS_PROMETHEUS_URL' });
    const nowMs = this.#clock.monotonicMs();
    const key = JSON.stringify([experiment, query.query]);
    const asked = this.#asked.get(key) ?? {
      ...{ readings: both(NOT_YET), answeredAtMs: null, askedAtMs: Number.NEGATIVE_INFINITY, asking: false },
    };
    this.#asked.set(key, asked);
    if (!asked.asking && nowMs - asked.askedAtMs >= REFRESH_MS) void this.#ask(this.#url, asked, experiment, query);
    const ageMs = asked.answeredAtMs === null ? 0 : nowMs - asked.answeredAtMs;
    return ageMs <= STALE_MS
      ? asked.readings
      : both({ problem: `its last answer is ${Math.round(ageMs / 1_000)} s old` });
  }

  async #ask(url: string, asked: Asked, experiment: string, { query }: MetricQuery): Promise<void> {
    asked.asking = true;
    asked.askedAtMs = this.#clock.monotonicMs();
    const read = (arm: string): Promise<Reading> =>
      askPrometheus(url, query.replaceAll('$arm', arm).replaceAll('$experiment', experiment), TIMEOUT_MS).then(
        (value) => ({ value }),
        (error: Error) => ({ problem: error.message }),
      );
    const [treatment, control] = await Promise.all([read('treatment'), read('control')]);
    asked.readings = { treatment, control };
    asked.answeredAtMs = this.#clock.monotonicMs();
    asked.asking = false;
  }

  /** Nobody asks for what has ended. */
  #forgetOld(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, { askedAtMs, asking }] of this.#asked)
      if (!asking && nowMs - askedAtMs > 12 * REFRESH_MS) this.#asked.delete(key);
  }
}

function both(reading: Reading): Readings {
  return { treatment: reading, control: reading };
}
