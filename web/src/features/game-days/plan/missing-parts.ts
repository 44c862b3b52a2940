import type { PlanDraft, WrittenStep } from './plan-draft.ts';

export type Missing = { field: string; words: string };

/** What has to be filled in before the plan can be checked, in the order of the form. Pure. */
export function missingParts(plan: PlanDraft): Missing[] {
  const parts: Missing[] = [
    { field: 'name', words: plan.name.trim() === '' ? 'a name' : '' },
    { field: 'goal', words: plan.goal.trim() === '' ? 'what everybody wants to know' : '' },
    { field: 'path', words: plan.path === '' ? 'the critical path' : '' },
    { field: 'steps', words: plan.steps.length === 0 ? 'a step' : '' },
    ...plan.steps.flatMap(({ step }, place) =>
      missingOfStep(step).map(([field, words]) => ({
        field: `steps.${place}.${field}`,
        words: words && `step ${place + 1}: ${words}`,
      })),
    ),
    { field: 'roles.lead', words: plan.lead.trim() === '' ? 'the lead' : '' },
    { field: 'limits.maxTreatmentPpm', words: plan.maxTreatmentPpm === null ? 'the share at most' : '' },
  ];
  return parts.filter(({ words }) => words !== '');
}

function missingOfStep(step: WrittenStep): (readonly [field: string, words: string])[] {
  const unless = (value: string | number | null, words: string) => (value === '' || value === null ? words : '');
  switch (step.kind) {
    case 'experiment':
      return [
        ['scenario', unless(step.scenario, 'the scenario')],
        ['trafficPpm', step.trafficPpm === null ? 'the share' : ''],
      ];
    case 'termination':
      return [
        ['group', unless(step.group.trim(), 'the group')],
        ['count', step.count === null ? 'how many die' : ''],
        ['sharePpm', step.sharePpm === null ? 'the share that dies' : ''],
        ['zone', step.zone === '' ? 'the zone' : ''],
        ['confirm', !step.leashed && step.confirm !== step.group ? 'the group’s key, typed out' : ''],
      ];
    case 'manual':
      return [
        ['title', unless(step.title.trim(), 'a title')],
        ['instructions', unless(step.instructions.trim(), 'the instructions')],
      ];
    case 'hold':
      return [
        ['question', unless(step.question.trim(), 'the question')],
        ['minutes', unless(step.minutes, 'the minutes')],
      ];
  }
}
