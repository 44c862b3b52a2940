import type { ExperimentView, TesterToken } from '@hormesis/contract/experiment.ts';

import { post } from '../../../lib/request.ts';
import type { Design } from '../design.ts';
import { timeOf, type WrittenScenario } from '../scenario-document.ts';

export type Saved = { name: string; version: number };

/** What to do with a design. `expected` is the version of its scenario that was seen; 0: the name is new. */
export type Run = {
  document: WrittenScenario;
  expected: number;
  act: 'save' | 'testers' | 'live' | 'draft';
  when: Design['when'];
};

export type Ran = { saved: Saved; experiment?: ExperimentView; token?: TesterToken };

const TESTERS_SECONDS = 900;

/**
 * Saves the scenario and does what was asked with it. Both have their own key, so that a repeat after a lost answer does
 * neither twice. `onSaved` is told before the start, because that may be refused and the scenario stays.
 */
export async function runDesign(run: Run, key: string, onSaved: (saved: Saved) => void): Promise<Ran> {
  const { document, expected, act, when } = run;
  const expect = [{ kind: 'Scenario', name: document.name, version: expected }];
  const answer = await post<Applied>('/scenarios/apply', { yaml: JSON.stringify(document), expect }, `${key}-save`);
  const saved = { name: document.name, version: answer.applied[0]?.version ?? 1 };
  onSaved(saved);
  const scenario = saved.name;
  switch (act) {
    case 'save':
      return { saved };
    case 'testers': {
      const body = { scenario, ttlSeconds: TESTERS_SECONDS };
      return { saved, token: await post<TesterToken>('/tester-tokens', body, `${key}-run`) };
    }
    case 'live':
    case 'draft': {
      const body = { scenario, ...timeOf({ when }), ...(act === 'draft' && { draft: true }) };
      return { saved, experiment: await post<ExperimentView>('/experiments', body, `${key}-run`) };
    }
  }
}
type Applied = { applied: readonly { version: number }[] };
