import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lintPlan } from '../api/lint-plan.ts';

/** Long enough that a word is typed, short enough that nobody waits. */
const PAUSE_MS = 300;

/** What the control plane says of the plan as it stands; `current` is false while it has not seen the last change. */
export function useLint(document: object) {
  const text = JSON.stringify(document);
  const [asked] = useDebouncedValue(text, PAUSE_MS);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['game-day-lint', asked],
    queryFn: () => lintPlan(asked),
    placeholderData: (before) => before,
    // Each is asked for once: the next change asks anew.
    gcTime: 60_000,
  });
  return { lint: data, error, current: asked === text && !isPlaceholderData };
}
