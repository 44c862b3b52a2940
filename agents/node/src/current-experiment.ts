import { currentPlane } from './plane.ts';

/**
 * The experiment and the arm of the present request, for labels of the service's own metrics and logs; null outside any
 * experiment, and while the agent is off. Never decide by it what the user gets: then the arms would differ by more than
 * the fault.
 */
export function currentExperiment(): { experiment: string; arm: 'treatment' | 'control' | 'tester' } | null {
  const context = currentPlane()?.scopes.current()?.scope.context;
  return context === undefined ? null : { experiment: context.experiment, arm: context.arm };
}
