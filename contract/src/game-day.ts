import { z } from 'zod';
import { experimentSummary } from './experiment.ts';
import { haltReport } from './halt.ts';
import { name } from './name.ts';
import { ramp } from './ramp.ts';
import { problem } from './scenario.ts';
import { describe, trafficPpm } from './share.ts';
import { terminationView } from './terminations.ts';

/** The id of a game day. */
export const gameDayId = z
  .string()
  .regex(/^g[a-z0-9]{5,31}$/, { error: 'must be the id of a game day such as "g7k2m9q4x1"' });

/** The name of an access token: by it people are told apart. */
const person = z.string().trim().min(1).max(100);
const title = z.string().trim().min(1).max(200);
const moment = z.iso.datetime();
const words = z.string().trim().min(1, 'must say something, it is kept and shown').max(2_000);
const reason = z.string().max(1_000).default('');
const label = z.string().min(1).max(200);

/** One step of a plan. Nothing of it happens before the lead begins it. */
export const gameDayStep = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('experiment'),
      title: title.optional(),
      scenario: name,
      /** Share of live traffic of a ramp of one stage, parts per million. */
      trafficPpm: trafficPpm.min(1).optional(),
      ramp: ramp.optional(),
    })
    .refine((step) => step.trafficPpm === undefined || step.ramp === undefined, {
      error: 'give either trafficPpm or ramp, not both',
      path: ['ramp'],
    }),
  z
    .strictObject({
      kind: z.literal('termination'),
      title: title.optional(),
      /** The group's key. */
      group: z.string().min(1).max(1_000),
      /** How many die; absent: one. */
      count: z.int().min(1).max(1_000).optional(),
      /** This share of those who may die, parts per million. */
      sharePpm: trafficPpm.min(1).optional(),
      /** Everybody in this zone. */
      zone: label.optional(),
      oneAtATime: z.boolean().default(false),
      /** True, the default: everything but the kill. */
      leashed: z.boolean().default(true),
      /** The group's key once more, where `leashed` is false: without it nothing is killed. */
      confirm: z.string().max(1_000).optional(),
    })
    .refine((step) => [step.count, step.sharePpm, step.zone].filter((each) => each !== undefined).length <= 1, {
      error: 'give one of count, sharePpm and zone',
      path: ['count'],
    })
    .refine((step) => step.leashed || step.confirm === step.group, {
      error: 'must repeat the key of the group where leashed is false: it kills for real',
      path: ['confirm'],
    }),
  /** Something that people do themselves. */
  z.strictObject({ kind: z.literal('manual'), title, instructions: z.string().trim().min(1).max(4_000) }),
  /** Everybody stops and talks. */
  z.strictObject({
    kind: z.literal('hold'),
    title: title.optional(),
    question: title,
    minutes: z.int().min(1).max(480),
  }),
]);
export type GameDayStep = z.infer<typeof gameDayStep>;

/** Who does what. A person has one of the roles. */
const roles = z
  .strictObject({
    /** Moves the day on, step by step. */
    lead: person,
    /** Note, halt, and say that a manual step is done. */
    operators: z.array(person).max(100).default([]),
    /** Note. */
    observers: z.array(person).max(100).default([]),
  })
  .superRefine(({ lead, operators, observers }, context) => {
    const seen = new Set([lead]);
    for (const [role, people] of Object.entries({ operators, observers }))
      people.forEach((each, index) => {
        if (seen.has(each)) {
          const message = `may name ${describe(each)} only once: a person has one role`;
          context.addIssue({ code: 'custom', path: [role, index], message, input: each });
        }
        seen.add(each);
      });
  });

/** What the day may touch; nothing else runs on its path while it is on. */
export const gameDayLimits = z.strictObject({
  /** Share of the path's live traffic in treatment, parts per million: a stage above it is held. */
  maxTreatmentPpm: trafficPpm.min(1),
  /** Regions where entries of the path may be failed and kills may happen; absent: all. */
  regions: z.array(label).min(1, { error: 'must name a region, or be left out for all' }).max(100).optional(),
  /** So long after its start it ends by itself. */
  maxMinutes: z.int().min(1).max(1_440).default(240),
  /** It ends by itself then at the latest. */
  endsAt: z.iso.datetime({ offset: true }).optional(),
});

/** What ends the day by itself; absent: nothing but its time. */
export const gameDayAbort = z.strictObject({
  /** So many of its experiments were halted. */
  haltedExperiments: z.int().min(1).max(100).optional(),
  /** So many users failed in treatment of its experiments, of each those of the KPI that harmed most. */
  failingUsers: z.int().min(1).max(1_000_000).optional(),
});

/** What a YAML document of a game day holds. */
export const gameDayPlan = z.strictObject({
  kind: z.literal('GameDay'),
  name,
  /** What everybody wants to know by the end. */
  goal: z.string().trim().min(1).max(2_000),
  path: name,
  roles,
  limits: gameDayLimits,
  abort: gameDayAbort.prefault({}),
  steps: z.array(gameDayStep).min(1).max(100),
});
export type GameDayPlan = z.infer<typeof gameDayPlan>;

/** Where a day stands. `step`: the place of the first step that is not over, or the number of steps. */
export const gameDayState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('planned') }),
  z.object({ name: z.literal('running'), step: z.int(), since: moment, endsAt: moment }),
  z.object({
    name: z.literal('ended'),
    outcome: z.enum(['completed', 'aborted']),
    at: moment,
    by: z.string(),
    reason: z.string(),
  }),
]);
export type GameDayState = z.infer<typeof gameDayState>;

export const gameDayStepState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('waiting') }),
  z.object({ name: z.literal('running'), since: moment }),
  z.object({ name: z.literal('done'), at: moment, by: z.string(), reason: z.string() }),
  z.object({ name: z.literal('skipped'), at: moment, by: z.string(), reason: z.string() }),
  z.object({ name: z.literal('halted'), at: moment, by: z.string(), reason: z.string() }),
]);
export type GameDayStepState = z.infer<typeof gameDayStepState>;

export const gameDayEventKind = z.enum([
  'planned',
  'started',
  'step_began',
  'step_refused',
  'step_done',
  'step_skipped',
  'step_halted',
  'note',
  'observation',
  'handed_over',
  'completed',
  'aborted',
]);
export type GameDayEventKind = z.infer<typeof gameDayEventKind>;

/** One row of the day's timeline; it is never updated. */
export const gameDayEvent = z.object({
  id: z.int(),
  at: moment,
  kind: gameDayEventKind,
  /** The step it belongs to; null: the whole day. */
  step: z.int().nullable(),
  actor: z.string(),
  text: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type GameDayEvent = z.infer<typeof gameDayEvent>;

/** What a person may do with a day. */
export const gameDayDeeds = ['start', 'next', 'skip', 'done', 'note', 'observe', 'halt', 'abort', 'handover'] as const;
export type GameDayDeed = (typeof gameDayDeeds)[number];

/** What somebody is in a day; `admin`: of the control plane, unless the day names the person as lead or observer; `guest`: nobody of it. */
export const gameDayRole = z.enum(['lead', 'operator', 'observer', 'admin', 'guest']);
export type GameDayRole = z.infer<typeof gameDayRole>;

const right = z.object({
  may: z.boolean(),
  /** Why not; empty when one may. */
  reason: z.string(),
});
const rightsOfRole = z.record(z.enum(gameDayDeeds), right);
export type GameDayRights = z.infer<typeof rightsOfRole>;

export const gameDayStepView = z.object({
  step: gameDayStep,
  /** What it is called in lists. */
  title: z.string(),
  state: gameDayStepState,
  beganAt: moment.nullable(),
  beganBy: z.string().nullable(),
  experiment: experimentSummary.nullable(),
  termination: terminationView.nullable(),
});
export type GameDayStepView = z.infer<typeof gameDayStepView>;

export const gameDaySummary = z.object({
  id: gameDayId,
  name,
  path: name,
  goal: z.string(),
  state: gameDayState,
  lead: z.string(),
  stepCount: z.int(),
  /** Title of the step at hand; null when the day is not on or all steps are over. */
  stepTitle: z.string().nullable(),
  createdBy: z.string(),
  createdAt: moment,
});
export type GameDaySummary = z.infer<typeof gameDaySummary>;

export const gameDayView = gameDaySummary.extend({
  plan: gameDayPlan,
  steps: z.array(gameDayStepView),
  /** How far the abort conditions have come. */
  haltedExperiments: z.int(),
  failingUsers: z.int(),
  timeline: z.array(gameDayEvent),
  /** What each role may do now, and why not; `gameDayRoleOf` tells who has which. */
  rights: z.record(gameDayRole, rightsOfRole),
});
export type GameDayView = z.infer<typeof gameDayView>;

/** What `person` is in the day, by the name and the role of the access token. The lead may have changed since it was planned. */
export function gameDayRoleOf(
  { lead, plan: { roles: planned } }: { readonly lead: string; readonly plan: Pick<GameDayPlan, 'roles'> },
  { name: who, role }: { readonly name: string; readonly role: string },
): GameDayRole {
  if (who === lead) return 'lead';
  // Whoever is to look on only, does so as an admin too.
  if (planned.observers.includes(who)) return 'observer';
  if (role === 'admin') return 'admin';
  // Who handed the day over goes on as an operator.
  return planned.operators.includes(who) || who === planned.lead ? 'operator' : 'guest';
}

/** What each kind of step is called by people; in a plan a discussion is a `hold`, which is no hold switch and no hold of a stage. */
export const gameDayStepKinds = {
  experiment: 'experiment',
  termination: 'termination',
  manual: 'manual step',
  hold: 'discussion',
} as const satisfies Record<GameDayStep['kind'], string>;

/** What a step is called in lists and sentences. */
export function gameDayStepTitle(step: GameDayStep): string {
  switch (step.kind) {
    case 'experiment':
      return step.title ?? step.scenario;
    case 'termination':
      return step.title ?? `${step.leashed ? 'dry run: ' : ''}kill in ${step.group}`;
    case 'manual':
      return step.title;
    case 'hold':
      return step.title ?? step.question;
  }
}

/**
 * Body of `POST /game-days/:id/next` and `…/skip`: the step that is to begin or to be left out, counted from 0; with `next`
 * the number of steps ends the day. When it is not the turn of that one any more, nothing happens: nobody begins two steps
 * by pressing twice.
 */
export const gameDayStepBody = z.strictObject({ step: z.int().min(0).max(100), reason });
/** Body of `POST /game-days/:id/start`, `…/done`, `…/halt` and `…/abort`. */
export const gameDayReasonBody = z.strictObject({ reason });
/** Body of `POST /game-days/:id/note` and `…/observe`. */
export const gameDayNoteBody = z.strictObject({ text: words });
/** Body of `POST /game-days/:id/handover`. */
export const gameDayHandoverBody = z.strictObject({ to: person, reason });

export const gameDayLint = z.object({
  ok: z.boolean(),
  problems: z.array(problem),
  /** What would be held or refused as things stand now, and keeps nobody from planning it. */
  warnings: z.array(problem),
});
export type GameDayLint = z.infer<typeof gameDayLint>;

/** What came of a halt or an abort. */
export const gameDayHalt = z.object({
  /** Null: no agent had to be told. */
  halt: haltReport.nullable(),
  /** Null while the database is away: it is told what it has missed when it is back. */
  gameDay: gameDayView.nullable(),
});
export type GameDayHalt = z.infer<typeof gameDayHalt>;
