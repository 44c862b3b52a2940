import { z } from 'zod';
import { callGroup, role } from './call-group.ts';
import { criticalPath } from './critical-path.ts';
import { fault } from './fault.ts';
import { loadPlan } from './load.ts';
import { name, words } from './name.ts';
import { where } from './place.ts';
import { guardrails, ramp } from './ramp.ts';

/**
 * A fault on one call group, or on every call group of a role: *fail everything degradable at once*. With `where`, on calls
 * from or into some place only; it goes before a fault without one.
 */
export const scenarioFault = z.union([
  z.strictObject({ callGroup, where: where.optional(), fault }),
  z.strictObject({ everything: role, where: where.optional(), fault }),
]);
export type ScenarioFault = z.infer<typeof scenarioFault>;

/** What kind of trouble a scenario rehearses. */
export const family = z.enum([
  'latency',
  'failure',
  'everything-degradable',
  'cache',
  'identity',
  'zone',
  'region',
  'slow-then-dead',
  'retry-storm',
  'instance-dies',
]);
export type Family = z.infer<typeof family>;
/** Sentences for people. */
const sentences = z.array(z.string().min(1).max(500)).max(20);

/**
 * Members of a group that die on purpose in one stage of the ramp, once its gate would open but for them. What they do to
 * users is told by comparing the time after the kill with as long before it.
 */
export const scenarioTermination = z
  .strictObject({
    /** The group's key, as `hormesis terminations groups` tells it. */
    group: z.string().min(1).max(1_000),
    /** How many of it die together. */
    count: z.int().min(1).max(1_000).default(1),
    /** In which stage, the first is 1; absent: in the last. */
    stage: z.int().min(1).max(20).optional(),
    /** True: a dry run, everything but the kill, and no verdict on it. */
    leashed: z.boolean().default(true),
    /** How long before and after the kill users are compared at most, milliseconds. The group must be healthy again in this time. */
    compareMs: z.int().min(5_000).max(3_600_000).default(300_000),
    /** How long users are still watched after the group is healthy again, milliseconds; at least the path's deadline. */
    settleMs: z.int().min(0).max(3_600_000).default(30_000),
  })
  .refine(({ compareMs, settleMs }) => settleMs < compareMs, {
    error: 'must be below compareMs: the settling is a part of what is compared',
    path: ['settleMs'],
  });
export type ScenarioTermination = z.infer<typeof scenarioTermination>;

const scenarioFields = z.strictObject({
  kind: z.literal('Scenario'),
  name,
  path: name,
  title: words(200),
  hypothesis: words(2_000),
  owner: z.string().max(200).optional(),
  family: family.optional(),
  /** What must be so before it makes sense to run it. */
  prerequisites: sentences.optional(),
  /** What should be seen while it runs, if the hypothesis holds. */
  expected: sentences.optional(),
  /** May be left out where terminations are what is tried. */
  faults: z.array(scenarioFault).max(100).default([]),
  terminations: z.array(scenarioTermination).min(1).max(20).optional(),
  /** How much traffic it needs, and what it brings of it; absent: whatever there is. */
  load: loadPlan.optional(),
  /** Absent: the ramp of the path, or the default ramp. */
  ramp: ramp.optional(),
  guardrails: guardrails.prefault({}),
});

/** Faults on call groups of one critical path, and members of groups that die, with a hypothesis. */
export const scenario = scenarioFields.superRefine(({ faults, terminations = [] }, context) => {
  if (faults.length === 0 && terminations.length === 0)
    context.addIssue({
      ...{ code: 'custom', path: ['faults'], input: faults },
      message: 'must hold at least one fault, unless the scenario has terminations',
    });
  terminations.forEach(({ stage }, index) => {
    if (terminations.findIndex((each) => each.stage === stage) === index) return;
    context.addIssue({
      ...{ code: 'custom', path: ['terminations', index, 'stage'], input: stage },
      message: 'must be another stage: one termination a stage, so that what it does can be told',
    });
  });
});
export type Scenario = z.infer<typeof scenario>;

/** What a YAML document of `scenarios/` may hold. */
export const scenarioDocument = z.discriminatedUnion('kind', [criticalPath, scenario]);
export type ScenarioDocument = z.infer<typeof scenarioDocument>;

/** Where a path or a scenario is kept. Those from a file are read-only in the page and can be copied. */
export const source = z.enum(['file', 'database']);
export type Source = z.infer<typeof source>;

export const scenarioView = z.object({
  name,
  version: z.int(),
  source,
  file: z.string().nullable(),
  scenario,
  /** The call groups the faults come to, with everything computed from the roles. */
  resolved: z.array(z.object({ callGroup: z.string(), role: role.nullable(), where: where.optional(), fault })),
  /** Why it could not run now, each with a registered code; empty when it can. */
  refusals: z.array(z.object({ code: z.string(), message: z.string() })),
  testersOnly: z.boolean(),
});
export type ScenarioView = z.infer<typeof scenarioView>;

export const criticalPathView = z.object({
  name,
  version: z.int(),
  source,
  file: z.string().nullable(),
  path: criticalPath,
  /** Who saved this version, and when; a file has the name of the control plane. */
  savedBy: z.string(),
  savedAt: z.iso.datetime(),
  /** Requests a second at the entries over the last minute. */
  requestsPerSecond: z.number(),
  treatmentPpm: z.int(),
  controlPpm: z.int(),
});
export type CriticalPathView = z.infer<typeof criticalPathView>;

/** One problem of a document: where it is, what it holds, what is allowed. */
export const problem = z.object({
  document: z.int(),
  line: z.int().nullable(),
  field: z.string(),
  message: z.string(),
});
export type Problem = z.infer<typeof problem>;

/** The longest YAML text, characters: half a megabyte of brackets kept the parser, and every halt behind it, for 16 s. */
export const MAX_YAML_LENGTH = 64_000;
/** Body of `POST /scenarios/lint` and `POST /scenarios/apply`: YAML text with one or more documents. */
export const yamlBody = z.strictObject({ yaml: z.string().min(1).max(MAX_YAML_LENGTH) });
/** Body of `POST /scenarios/apply`. */
export const applyBody = yamlBody.extend({
  /** The version that whoever saves has seen of a document; 0: there was none. Nothing is saved when another is kept by now. */
  expect: z
    .array(z.strictObject({ kind: z.enum(['CriticalPath', 'Scenario']), name, version: z.int().min(0) }))
    .max(100)
    .optional(),
});
export type ApplyBody = z.infer<typeof applyBody>;
export const copyBody = z.strictObject({ name });
export const applied = z.object({
  applied: z.array(z.object({ kind: z.string(), name, version: z.int(), changed: z.boolean() })),
});
export const lintResult = z.object({ ok: z.boolean(), problems: z.array(problem) });
export type LintResult = z.infer<typeof lintResult>;
