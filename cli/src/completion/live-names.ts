import { experimentSummary } from '@hormesis/contract/experiment.ts';
import { findingSummary } from '@hormesis/contract/finding.ts';
import { gameDaySummary } from '@hormesis/contract/game-day.ts';
import { criticalPathView, scenarioView } from '@hormesis/contract/scenario.ts';
import type { Client } from '../client.ts';
import { stateText } from '../experiment-text.ts';
import { dayStateText } from '../game-day-text.ts';
import { itemsOf } from '../items.ts';
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

/** The names of what the control plane has now. @throws CliError when it can't be asked. */
export async function liveNames(client: Client, of: LiveName, command: string): Promise<Candidate[]> {
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
      const { items } = await client.get('/findings', itemsOf(findingSummary), TIMEOUT_MS);
      return items.map(({ id, scenario, callGroup, state }) => [id, `${scenario} on ${callGroup}, ${state.name}`]);
    }
    case 'gameday': {
      const { items } = await client.get('/game-days', itemsOf(gameDaySummary), TIMEOUT_MS);
      const states = usefulDays[command] ?? ['running'];
      const every = command === 'show' || command === 'report';
      return items
        .filter(({ state }) => every || states.includes(state.name))
        .map((day) => [day.id, `${day.name}, ${dayStateText(day.state, day.stepCount)}`]);
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
