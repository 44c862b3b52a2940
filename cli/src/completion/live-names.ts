import { experimentSummary } from '@hormesis/contract/experiment.ts';
import { findingSummary } from '@hormesis/contract/finding.ts';
import { type GameDaySummary, gameDaySummary } from '@hormesis/contract/game-day.ts';
import { criticalPathView, scenarioView } from '@hormesis/contract/scenario.ts';
import { webhookView } from '@hormesis/contract/webhook.ts';
import type { Client } from '../client.ts';
import { stateText } from '../experiment-text.ts';
import { isDayId } from '../game-day.ts';
import { dayStateText } from '../game-day-text.ts';
import { groupFindingStateText, listGroupFindings } from '../group-finding.ts';
import { itemsOf } from '../items.ts';
import { webhookWord } from '../webhook-word.ts';
import type { Candidate, LiveName } from './candidates.ts';

/** Nobody waits longer for a Tab. */
const TIMEOUT_MS = 1_500;

/** In which states an experiment is of use to a command; the others take any. */
const usefulStates: Readonly<Record<string, readonly string[]>> = {
  halt: ['running', 'paused', 'scheduled'],
  approve: ['draft'],
  cancel: ['draft', 'scheduled'],
  pause: ['running'],
  resume: ['paused'],
  promote: ['running'],
};

/** In which states a game day is; those that only look take any. */
const usefulDays: Readonly<Record<string, readonly string[]>> = { start: ['planned'], abort: ['planned', 'running'] };

/** What can be done with the finding of a group. */
const ofGroups: readonly string[] = ['show', 'fix'];

/**
 * The names of what the control plane has now, for `command`. `typed`: the beginning of the word, which decides whether
 * names are offered beside ids. @throws CliError when it can't be asked.
 */
export async function liveNames(client: Client, of: LiveName, command: string, typed: string): Promise<Candidate[]> {
  switch (of) {
    case 'scenario': {
      const { items } = await client.get('/scenarios', itemsOf(scenarioView), TIMEOUT_MS);
      return items.map(({ name, scenario }) => [name, scenario.title]);
    }
    case 'path': {
      const { items } = await client.get('/paths', itemsOf(criticalPathView), TIMEOUT_MS);
      return items.map(({ name, path }) => [name, path.title]);
    }
    case 'finding': {
      // Those of groups are asked for beside them, and missed by nobody who cannot have them.
      const groups = ofGroups.includes(command) ? groupFindings(client).catch(() => []) : [];
      const { items } = await client.get('/findings', itemsOf(findingSummary), TIMEOUT_MS);
      const own = items.map(
        ({ id, scenario, callGroup, state }): Candidate => [id, `${scenario} on ${callGroup}, ${state.name}`],
      );
      return [...own, ...(await groups)];
    }
    case 'gameday': {
      const { items } = await client.get('/game-days', itemsOf(gameDaySummary), TIMEOUT_MS);
      const states = usefulDays[command] ?? ['running'];
      const every = command === 'show' || command === 'report';
      const useful = items.filter(({ state }) => every || states.includes(state.name));
      return [...useful.map(idOfDay), ...(typed === '' ? [] : namesOfDays(useful, items))];
    }
    case 'webhook': {
      const { items } = await client.get('/webhooks', itemsOf(webhookView), TIMEOUT_MS);
      return items.map((each) => [webhookWord(each), `${each.name}, ${each.format} to ${each.address}`]);
    }
    case 'experiment': {
      const { items } = await client.get('/experiments', itemsOf(experimentSummary), TIMEOUT_MS);
      const states = usefulStates[command];
      return items
        .filter(({ state }) => states === undefined || states.includes(state.name))
        .map(({ id, scenario, state }) => [id, `${scenario}, ${stateText(state)}`]);
    }
  }
}

async function groupFindings(client: Client): Promise<Candidate[]> {
  const found = await listGroupFindings(client, TIMEOUT_MS);
  return found.map((each) => [each.id, `${each.group}, ${groupFindingStateText(each)}`]);
}

function idOfDay({ id, name, state, stepCount }: GameDaySummary): Candidate {
  return [id, `${name}, ${dayStateText(state, stepCount)}`];
}

/**
 * Days by the names of their plans: only somebody who began to type one wants it, an empty word would list each day twice. A
 * name means the day that is on, else the newest (`all` has them in this order), and one that looks like an id is taken for one.
 */
function namesOfDays(useful: readonly GameDaySummary[], all: readonly GameDaySummary[]): Candidate[] {
  return useful
    .filter(({ id, name }) => !isDayId(name) && all.find((day) => day.name === name)?.id === id)
    .map(({ id, name, state, stepCount }) => [name, `${id}, ${dayStateText(state, stepCount)}`]);
}
