import type { Identity } from '@hormesis/contract/access.ts';
import { type GameDayLint, type GameDayPlan, type GameDayStep, gameDayPlan } from '@hormesis/contract/game-day.ts';
import type { Problem } from '@hormesis/contract/scenario.ts';
import { randomId } from '../../platform/chance.ts';
import type { Queryable } from '../../platform/database.ts';
import { once } from '../../platform/once.ts';
import { invalidDocument, parseYamlDocuments } from '../../platform/yaml-documents.ts';
import { databaseNowMs, findDay, insertDay, writeEvents } from './game-day-queries.ts';
import { outsideText } from './kill-limits.ts';
import type { GameDayPorts, GameDays } from './ports.ts';

interface Read {
  readonly plan: GameDayPlan | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Everything wrong with a plan, and what would be held of it, without keeping anything. */
export async function lint({ database, ports }: GameDays, yaml: string): Promise<GameDayLint> {
  const { problems, warnings } = await read(database, ports, yaml);
  return { ok: problems.length === 0, problems: [...problems], warnings: [...warnings] };
}

/** Keeps a new day. Returns its id. @throws ApiError invalid_document with all problems */
export function planDay({ database, ports }: GameDays, yaml: string, { name }: Identity): Promise<string> {
  return database.transaction((client) =>
    once(client, 'plan_game_day', async () => {
      const { plan, problems } = await read(client, ports, yaml);
      if (!plan || problems.length > 0) throw invalidDocument(problems);
      const id = `g${randomId(9)}`;
      await insertDay(client, id, plan, name);
      await findDay(client, id, true);
      const text = `${name} planned the game day ${plan.name} on ${plan.path}, with ${plan.steps.length} steps`;
      await writeEvents(client, id, [{ kind: 'planned', step: null, actor: name, text }]);
      return id;
    }),
  );
}

async function read(client: Queryable, ports: GameDayPorts, yaml: string): Promise<Read> {
  const { documents, problems } = parseYamlDocuments(yaml, gameDayPlan);
  const [first, ...more] = documents;
  if (problems.length > 0 || !first) return { plan: null, problems, warnings: [] };
  if (more.length > 0)
    return { plan: null, problems: [problem('(whole)', 'must hold one document, the plan of one day')], warnings: [] };
  const plan = first.document;
  const steps = await Promise.all(plan.steps.map((step, index) => checkStep(client, ports, plan, step, index)));
  return {
    plan,
    problems: [
      ...(await pathProblems(client, ports, plan)),
      ...(await peopleProblems(client, ports, plan)),
      ...(await timeProblems(client, plan)),
      ...steps.flatMap((each) => each.problems),
    ],
    warnings: steps.flatMap((each) => each.warnings),
  };
}

async function pathProblems(client: Queryable, { scenarios }: GameDayPorts, { path }: GameDayPlan): Promise<Problem[]> {
  if ((await scenarios.pathsNear(client, path)).length > 0) return [];
  return [problem('path', `there is no critical path ${JSON.stringify(path)}`)];
}

/** A lead who cannot begin anything would be noticed in front of everybody. Observers may come later. */
async function peopleProblems(
  client: Queryable,
  { roleNow }: GameDayPorts,
  { roles: { lead, operators } }: GameDayPlan,
): Promise<Problem[]> {
  const named = [
    ['roles.lead', lead] as const,
    ...operators.map((each, at) => [`roles.operators.${at}`, each] as const),
  ];
  const problems: Problem[] = [];
  for (const [field, person] of named) {
    const role = await roleNow(client, person);
    if (role === 'operator' || role === 'admin') continue;
    const why = role === null ? 'nobody of that name may sign in' : `who has the role ${role}`;
    const wanted = 'must name somebody whose access token has the role operator or admin';
    problems.push(problem(field, `${wanted}, got ${JSON.stringify(person)}: ${why}`));
  }
  return problems;
}

async function timeProblems(client: Queryable, { limits: { endsAt } }: GameDayPlan): Promise<Problem[]> {
  const nowMs = await databaseNowMs(client);
  if (endsAt === undefined || Date.parse(endsAt) > nowMs) return [];
  const now = new Date(nowMs).toISOString();
  return [problem('limits.endsAt', `must lie ahead: it is ${now}, got ${endsAt}`)];
}

interface Checked {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

async function checkStep(
  client: Queryable,
  { scenarios }: GameDayPorts,
  { path, limits }: GameDayPlan,
  step: GameDayStep,
  index: number,
): Promise<Checked> {
  if (step.kind === 'termination') return { problems: [], warnings: killWarnings(limits, step.group, index) };
  if (step.kind !== 'experiment') return { problems: [], warnings: [] };
  const field = `steps.${index}.scenario`;
  const name = JSON.stringify(step.scenario);
  const found = await scenarios.rampOf(client, step.scenario);
  if (!found) return { problems: [problem(field, `there is no scenario ${name}`)], warnings: [] };
  if (found.path !== path)
    return {
      problems: [problem(field, `${name} is for the path ${found.path}, and the day for ${path}`)],
      warnings: [],
    };
  const stages = step.ramp?.stages ?? (step.trafficPpm ? [{ trafficPpm: step.trafficPpm }] : found.ramp.stages);
  const most = Math.max(...stages.map(({ trafficPpm }) => trafficPpm));
  if (most <= limits.maxTreatmentPpm) return { problems: [], warnings: [] };
  const held = `${name} goes up to ${percent(most)}, and the day to ${percent(limits.maxTreatmentPpm)}: stages above that are held until the step is halted; give the step a trafficPpm or a ramp`;
  return { problems: [], warnings: [problem(field, held)] };
}

/** Only a warning: of a group of all regions those that die may be inside, which the kill itself asks. */
function killWarnings(limits: GameDayPlan['limits'], group: string, index: number): Problem[] {
  const where = outsideText(limits, group.split('/')[2] ?? '');
  if (where === null) return [];
  const day = `the day is for ${limits.regions?.join(', ')} alone`;
  return [problem(`steps.${index}.group`, `${where}, and ${day}: the kill is refused where it is outside`)];
}

function percent(ppm: number): string {
  return `${ppm / 10_000} %`;
}

function problem(field: string, message: string): Problem {
  return { document: 0, line: null, field, message };
}
