import {
  array,
  EXPERIMENT_ID,
  type FrameRefusal,
  integer,
  MAX_COUNT,
  object,
  oneOf,
  parsing,
  text,
  time,
} from './frame-field.ts';
import { MAX_LEASE_MS } from './lease.ts';

/** Pre-signed tokens of the arms that live traffic falls into. */
export interface ArmTokens {
  readonly treatment: string;
  readonly control: string;
}

/** What the control plane grants one experiment with its answer to a report. */
export interface Renewal {
  readonly id: string;
  /** 0: no lease, also when what was sent is no valid lease. */
  readonly leaseMs: number;
  /** False when the frame's lease was invalid. */
  readonly leaseValid: boolean;
  readonly tokens: ArmTokens | null;
}

/** The answer to one numbered report. */
export interface Answer {
  readonly sequence: number;
  readonly revision: number;
  readonly serverTimeMs: number;
  readonly experiments: readonly Renewal[];
}

export type ParsedAnswer = { readonly ok: true; readonly answer: Answer } | FrameRefusal;

const TOKEN = /^[A-Za-z0-9._-]{1,200}$/;

function parseTokens(value: unknown, field: string): ArmTokens | null {
  if (value === undefined) return null;
  const tokens = object(value, field);
  return {
    treatment: text(tokens.treatment, `${field}.treatment`, TOKEN),
    control: text(tokens.control, `${field}.control`, TOKEN),
  };
}

const isLease = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_LEASE_MS;

/** An invalid lease takes this experiment's lease away and leaves the others theirs. */
function parseRenewal(value: unknown, field: string): Renewal {
  const renewal = object(value, field);
  const { leaseMs } = renewal;
  const leaseValid = isLease(leaseMs);
  return {
    id: text(renewal.id, `${field}.id`, EXPERIMENT_ID),
    leaseMs: leaseValid ? leaseMs : 0,
    leaseValid,
    tokens: parseTokens(renewal.tokens, `${field}.tokens`),
  };
}

/** Checks a `renewed` frame. */
export function parseAnswer(value: unknown): ParsedAnswer {
  return parsing((): ParsedAnswer => {
    const frame = object(value, 'renewed');
    oneOf(frame.type, 'type', ['renewed']);
    return {
      ok: true,
      answer: {
        sequence: integer(frame.sequence, 'sequence', 0, MAX_COUNT),
        revision: integer(frame.revision, 'revision', 0, MAX_COUNT),
        serverTimeMs: time(frame.serverTimeMs, 'serverTimeMs'),
        experiments: array(frame.experiments, 'experiments', 1_000, parseRenewal),
      },
    };
  });
}
