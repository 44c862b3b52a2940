import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux; everywhere where /proc is. */
const TICKS_PER_SECOND = 100;

/** CPU seconds that a PostgreSQL and its processes have used; NaN where the system does not tell. */
export function postgresCpuSeconds(postmaster: number): number {
  try {
    const own = cpuOf(postmaster);
    const children = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [cpuOf(Number(name))] : []));
    const backends = children.filter((each) => each?.parent === postmaster);
    // What has ended is kept by its parent.
    return [own, ...backends].reduce((sum, each) => sum + (each?.ticks ?? 0), own?.endedTicks ?? 0) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

function cpuOf(pid: number): { parent: number; ticks: number; endedTicks: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the process, in brackets, may hold spaces.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    );
    return { parent, ticks: user + system, endedTicks: endedUser + endedSystem };
  } catch {
    return null;
  }
}
