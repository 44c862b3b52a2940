import type { TerminationSettingsView } from '@hormesis/contract/terminations.ts';
import { post } from '../../../lib/request.ts';

/** Replaces version `version` of the settings; refused as `changed_meanwhile` when there is a newer one. */
export function saveSettings(body: { yaml: string; version: number }, key: string): Promise<TerminationSettingsView> {
  return post('/terminations/settings', body, key);
}
