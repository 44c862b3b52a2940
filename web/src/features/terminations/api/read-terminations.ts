import type {
  TerminationCalendar,
  TerminationFinding,
  TerminationGroups,
  TerminationSettingsView,
  TerminationView,
} from '@hormesis/contract/terminations.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** One of the lists of the page; read again when `moment` changes, and shown as it was until then. */
function useRead<T>(part: string, path: string, moment: string) {
  return useQuery({
    queryKey: ['terminations', part, moment],
    queryFn: ({ signal }) => get<T>(path, signal),
    placeholderData: (before) => before,
  });
}

/** What was found, with odds and who could die next. */
export function useTerminationGroups(moment: string) {
  return useRead<TerminationGroups>('groups', '/terminations/groups', moment);
}

/** The last two weeks and the next one. */
export function useTerminationCalendar(moment: string) {
  return useRead<TerminationCalendar>('calendar', '/terminations/calendar', moment);
}

/** The last terminations, newest first. */
export function useTerminations(moment: string) {
  return useRead<{ items: TerminationView[] }>('history', '/terminations', moment);
}

/** Groups that did not become whole again. */
export function useTerminationFindings(moment: string) {
  return useRead<{ items: TerminationFinding[] }>('findings', '/terminations/findings', moment);
}

export function useTerminationSettings(moment: string) {
  return useRead<TerminationSettingsView>('settings', '/terminations/settings', moment);
}
