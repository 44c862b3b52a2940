import { openSync, writeSync } from 'node:fs';

/** Milliseconds of a clock that all processes of this machine share and nobody can step. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

interface LeaseGranted {
  readonly id: string;
  readonly leaseMs: number;
}

/** What the services of the fleet write down themselves, line by line, whatever becomes of them a moment later. */
export type Entry =
  /** The agent's line was opened; reports of an earlier one are answered no more. */
  | { readonly kind: 'hello'; readonly instance: string; readonly halted: readonly string[] }
  | { readonly kind: 'report'; readonly instance: string; readonly sequence: number }
  | {
      readonly kind: 'renewed';
      readonly instance: string;
      readonly sequence: number;
      readonly leases: readonly LeaseGranted[];
    }
  | {
      readonly kind: 'ruleset';
      readonly instance: string;
      readonly revision: number;
      readonly experiments: readonly RuledExperiment[];
    }
  | {
      readonly kind: 'ack';
      readonly instance: string;
      readonly halted: readonly string[];
      readonly active: readonly { experiment: string; rules: number; inFlight: number }[];
    }
  /** An entry put a user's request into an arm. */
  | {
      readonly kind: 'arm';
      readonly instance: string;
      readonly experiment: string;
      readonly arm: string;
      readonly user: string;
    }
  /** A fault was applied to a call; `ended` names the same `call`. */
  | {
      readonly kind: 'injected';
      readonly instance: string;
      readonly call: string;
      readonly experiment: string;
      readonly arm: string;
      readonly user: string;
      readonly callGroup: string;
    }
  | { readonly kind: 'ended'; readonly instance: string; readonly call: string };

export interface RuledExperiment {
  readonly id: string;
  readonly stage: number;
  readonly allowlist: readonly string[];
  /** At an entry: ρ and pool; null elsewhere. */
  readonly entry: { readonly rhoPpm: number; readonly pool: readonly (readonly [number, number])[] } | null;
}

export type Written = Entry & { readonly atMs: number };

const file = process.env.FAULTS_JOURNAL ? openSync(process.env.FAULTS_JOURNAL, 'a') : null;

/** Writes at once: a process that is killed in the next moment has said it. */
export function write(entry: Entry, atMs: number = nowMs()): void {
  if (file !== null) writeSync(file, `${JSON.stringify({ ...entry, atMs })}\n`);
}
