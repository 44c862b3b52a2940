import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { expect, test } from 'vitest';
import type { Client } from './client.ts';
import { settle } from './settle.ts';
import { haltedView } from './testing/experiment-fixture.ts';

const ended = haltedView();

function known(treatment: number): ExperimentView {
  const stages = ended.evidence.stages.map((stage) => ({ ...stage, known: { ...stage.known, treatment } }));
  return { ...ended, evidence: { ...ended.evidence, stages } };
}

/** Answers with one view after the other. */
function telling(...views: ExperimentView[]): { client: Pick<Client, 'get'>; left: () => number } {
  return { client: { get: (async () => views.shift()) as Client['get'] }, left: () => views.length };
}

test('requests that were in flight at the end are waited for and counted', async () => {
  const { client, left } = telling(known(38), known(40));
  expect(await settle(client, known(35))).toEqual(known(40));
  expect(left()).toBe(0);
});

test('when every outcome is known nothing is asked again', async () => {
  const { client, left } = telling(known(40));
  await settle(client, known(40));
  expect(left()).toBe(1);
});
