import type { Identity } from '@hormesis/contract/access.ts';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import { isReadableOnTheWay } from '../address.ts';
import { localMoment } from '../experiment-text.ts';
import { holdText } from '../hold-text.ts';
import { type Finding, failed, ok, warn } from './finding.ts';
import type { Probe } from './probe.ts';

const SLOW_MS = 500;
/** Contexts live for minutes and times are shown to the second. */
const CLOCK_MS = 2_000;
/** Agents report each second. */
const TELEMETRY_MS = 10_000;

export function connectionFinding(url: string, { latencyMs }: Probe): Finding {
  const text = `${url} answers in ${latencyMs.toFixed(latencyMs < 10 ? 1 : 0)} ms`;
  if (isReadableOnTheWay(url))
    return warn('connection', `${text}, unencrypted`, 'use https: the token can be read on the way');
  if (latencyMs > SLOW_MS)
    return warn('connection', text, 'a halt takes at least as long: look for what slows the line');
  return ok('connection', text);
}

export function versionFinding(own: string, theirs: string): Finding {
  if (own === theirs) return ok('version', `both ${own}`);
  return warn('version', `this program is ${own}, the control plane is ${theirs}`, 'install the same version here');
}

export function databaseFinding({ ready, reason }: Probe): Finding {
  if (ready) return ok('database', 'ready');
  return failed(
    'database',
    `the control plane is not ready${reason && `: ${reason}`}`,
    'bring its database back; until then nothing starts, while halts still go out',
  );
}

export function clockFinding({ clockMs, clockErrorMs }: Probe): Finding {
  if (clockMs === null)
    return warn('clock', 'the control plane did not tell its time', 'look for a proxy that drops the Date header');
  const seconds = `${(Math.abs(clockMs) / 1_000).toFixed(1)} s`;
  if (Math.abs(clockMs) <= CLOCK_MS + clockErrorMs)
    return ok('clock', 'agrees with the control plane, as far as a Date header tells');
  return warn(
    'clock',
    `this machine is ${seconds} ${clockMs > 0 ? 'behind' : 'ahead of'} the control plane`,
    'set the clocks by NTP: shown times are off, and an agent with such a clock takes valid contexts for expired',
  );
}

export function roleFinding({ name, role }: Identity): Finding {
  if (role === 'agent')
    return failed(
      'sign-in',
      `${name} has the role agent, which may only keep the agent link`,
      'log in with a token of your own: hormesis login',
    );
  if (role === 'viewer')
    return warn(
      'sign-in',
      `${name}, viewer: may look, and neither run nor halt`,
      'ask an admin for the role operator if you are to halt',
    );
  return ok('sign-in', `${name}, ${role}`);
}

export function holdFinding(hold: HoldSwitch): Finding {
  if (!hold.on) return ok('hold switch', 'off');
  const since = hold.since === null ? '' : `since ${localMoment(hold.since)} `;
  return warn('hold switch', `${since}${holdText(hold)}; nothing starts`, 'when it is over: hormesis release');
}

/** `serverNowMs` is the control plane's clock. */
export function telemetryFindings(running: readonly ExperimentView[], serverNowMs: number): Finding[] {
  const blind = running.filter((view) => isBlind(view, serverNowMs));
  if (blind.length === 0)
    return [
      ok('telemetry', running.length === 0 ? 'nothing is running' : `${running.length} running, all reported on`),
    ];
  return blind.map(({ id, scenario, telemetryAgeMs }) => {
    const since = telemetryAgeMs === null ? 'since its start' : `for ${Math.round(telemetryAgeMs / 1_000)} s`;
    return failed(
      'telemetry',
      `${scenario} (${id}) runs without a report ${since}: harm could not be seen`,
      `hormesis halt ${id}, then look at the agents`,
    );
  });
}

function isBlind({ state, telemetryAgeMs }: ExperimentView, serverNowMs: number): boolean {
  if (state.name !== 'running') return false;
  return (telemetryAgeMs ?? serverNowMs - Date.parse(state.since)) > TELEMETRY_MS;
}
