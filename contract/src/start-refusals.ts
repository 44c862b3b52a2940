import type { ErrorCode } from './errors.ts';

/** Limits that may refuse a start, for testers too. */
export const startLimits: readonly ErrorCode[] = [
  'hold_switch_set',
  'path_unknown',
  'call_group_not_allowed',
  'call_group_unsupported',
  'place_unknown',
  'load_target_not_allowed',
  'fault_not_applicable',
  'no_agents',
  'game_day_on',
  'game_day_limit',
];

/** Those that may refuse any stage on live traffic. */
export const liveLimits: readonly ErrorCode[] = [
  ...startLimits,
  'call_group_essential',
  'call_group_busy',
  'share_above_limit',
  'region_above_limit',
  'window_closed',
  'approval_needed',
  'finding_open',
];

/** Those that may refuse a start on live traffic. */
export const refusingStart: readonly ErrorCode[] = [...liveLimits, 'exposure_unreachable', 'no_free_traffic'];
