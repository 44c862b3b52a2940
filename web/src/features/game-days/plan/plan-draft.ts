import type { GameDayPlan, GameDayStep } from '@hormesis/contract/game-day.ts';

/** A step as somebody is writing it; `key` tells it from others that say the same. */
export type StepDraft = { key: string; step: WrittenStep };

/** A step whose figures may be missing still: the server says which of its parts are none. */
export type WrittenStep =
  | {
      kind: 'experiment';
      title?: string;
      scenario: string;
      trafficPpm?: number | null;
      ramp?: Extract<GameDayStep, { kind: 'experiment' }>['ramp'];
    }
  | {
      kind: 'termination';
      title?: string;
      group: string;
      count?: number | null;
      sharePpm?: number | null;
      zone?: string;
      oneAtATime?: boolean;
      leashed: boolean;
      confirm?: string;
    }
  | { kind: 'manual'; title: string; instructions: string }
  | { kind: 'hold'; title?: string; question: string; minutes: number | null };

/** A plan as somebody is writing it. */
export type PlanDraft = {
  name: string;
  goal: string;
  path: string;
  lead: string;
  operators: readonly string[];
  observers: readonly string[];
  maxTreatmentPpm: number | null;
  regions: readonly string[];
  maxMinutes: number | null;
  /** As the browser's field gives it, in its zone; empty: no such time. */
  endsAt: string;
  haltedExperiments: number | null;
  failingUsers: number | null;
  steps: readonly StepDraft[];
};

/** What a day begins with: its lead is whoever plans it, and the first harm too many ends it. */
export function emptyPlan(lead: string, path = ''): PlanDraft {
  return {
    ...{ name: '', goal: '', path, lead, operators: [], observers: [] },
    ...{ maxTreatmentPpm: 50_000, regions: [], maxMinutes: 120, endsAt: '' },
    ...{ haltedExperiments: 2, failingUsers: null, steps: [] },
  };
}

export function emptyStep(kind: GameDayStep['kind']): WrittenStep {
  switch (kind) {
    case 'experiment':
      return { kind, scenario: '' };
    case 'termination':
      return { kind, group: '', leashed: true };
    case 'manual':
      return { kind, title: '', instructions: '' };
    case 'hold':
      return { kind, question: '', minutes: 10 };
  }
}

/** The plan as the document that would be kept. What is left empty is left out, and the server says what is missing. */
export function toDocument(draft: PlanDraft): object {
  const { name, goal, path, lead, operators, observers, regions, endsAt, steps } = draft;
  const { maxTreatmentPpm, maxMinutes, haltedExperiments, failingUsers } = draft;
  return {
    ...{ kind: 'GameDay', name: name.trim(), goal: goal.trim(), path },
    roles: {
      lead: lead.trim(),
      ...(operators.length > 0 && { operators }),
      ...(observers.length > 0 && { observers }),
    },
    limits: {
      maxTreatmentPpm,
      ...(regions.length > 0 && { regions }),
      ...(maxMinutes !== null && { maxMinutes }),
      ...(endsAt !== '' && { endsAt: isoOf(endsAt) }),
    },
    ...((haltedExperiments !== null || failingUsers !== null) && {
      abort: {
        ...(haltedExperiments !== null && { haltedExperiments }),
        ...(failingUsers !== null && { failingUsers }),
      },
    }),
    steps: steps.map(({ step }) => stepDocument(step)),
  };
}

function stepDocument(step: WrittenStep): object {
  // An empty title, zone or amount means that nobody gave one.
  return Object.fromEntries(
    Object.entries(step).filter(([key, value]) => value !== undefined && (value !== '' || !OPTIONAL.has(key))),
  );
}
const OPTIONAL: ReadonlySet<string> = new Set(['title', 'zone', 'confirm']);

function isoOf(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}

/** What the field of a moment shows: the browser's wall clock, to the minute. */
function localOf(iso: string | undefined): string {
  if (iso === undefined) return '';
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What a document leaves out is as the contract has it. */
type WrittenPlan = Pick<GameDayPlan, 'name' | 'goal' | 'path' | 'limits' | 'steps'> & {
  kind: 'GameDay';
  roles: Pick<GameDayPlan['roles'], 'lead'> & Partial<GameDayPlan['roles']>;
  abort?: Partial<GameDayPlan['abort']>;
};

/** A document as a draft; `keyOf` names the step at a place. */
export function fromDocument(plan: WrittenPlan, keyOf: (place: number) => string): PlanDraft {
  const { name, goal, path, roles, limits, abort, steps } = plan;
  return {
    ...{ name, goal, path, lead: roles.lead, operators: roles.operators ?? [], observers: roles.observers ?? [] },
    ...{ maxTreatmentPpm: limits.maxTreatmentPpm, regions: limits.regions ?? [] },
    ...{ maxMinutes: limits.maxMinutes ?? 240, endsAt: localOf(limits.endsAt) },
    ...{ haltedExperiments: abort?.haltedExperiments ?? null, failingUsers: abort?.failingUsers ?? null },
    steps: steps.map((step, place) => ({ key: keyOf(place), step: writtenStep(step) })),
  };
}

function writtenStep(step: GameDayStep): WrittenStep {
  if (step.kind !== 'termination') return step as WrittenStep;
  return { ...step, leashed: step.leashed ?? true } as WrittenStep;
}
