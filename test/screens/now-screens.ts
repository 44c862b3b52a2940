import { experimentState } from '../harness/experiment-states.ts';
import { empty, type Screen } from './screen.ts';

const page = 'now';

export const nowScreens: readonly Screen[] = [
  empty(page, '/'),
  { page, state: 'full', at: '/' },
  { page, state: 'held', at: '/', plane: (plane, busy) => void experimentState(plane, busy, 'held') },
  { page, state: 'silent', at: '/', plane: (plane, busy) => void experimentState(plane, busy, 'silent') },
  {
    ...{ page, state: 'viewer', at: '/' },
    plane: (plane) => plane.answer('/session', { body: { name: 'vera', role: 'viewer' } }),
  },
];
