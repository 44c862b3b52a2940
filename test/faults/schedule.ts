import { Random } from './random.ts';

export const REPLICAS = 3;
/** Processes of the fleet: some with many light agents, then an entry and a shop that are real services. */
export const LIGHT_PROCESSES = 4;
export const FLEET = LIGHT_PROCESSES + 2;
/** Within this time people act, and what was broken is mended, milliseconds. */
const ACTS_MS = 13_000;
const MENDED_MS = 16_000;

/** What happens, `atMs` milliseconds after the fleet is warm; `forMs`: until it is mended. */
export type Happening = { readonly atMs: number } & Fault;

type Fault =
  | {
      readonly what: 'replica is killed' | 'replica is paused' | 'replica restarts';
      readonly replica: number;
      readonly forMs: number;
    }
  | { readonly what: 'process is killed' | 'process is paused'; readonly process: number; readonly forMs: number }
  | { readonly what: 'database is killed' | 'database is paused' | 'database restarts'; readonly forMs: number }
  | {
      readonly what: 'links are cut' | 'links are slow' | 'links are deaf' | 'links are mute';
      readonly process: number;
      readonly replica: number | 'all';
      readonly delayMs: number;
      readonly forMs: number;
    }
  | {
      readonly what: 'database line is cut' | 'database line is slow' | 'database line is deaf';
      readonly replica: number;
      readonly delayMs: number;
      readonly forMs: number;
    }
  | { readonly what: 'clock steps'; readonly process: number; readonly stepMs: number; readonly forMs: number }
  | { readonly what: 'call group leaves the allowlist' }
  | { readonly what: 'person acts'; readonly person: number; readonly act: Act; readonly replica: number };

/** What is mended after a while. */
type Single = Extract<Fault, { forMs: number }>;

export type Act = 'promote' | 'pause' | 'resume' | 'halt' | 'halt all' | 'start';

/** The same for the same seed. Some faults come in company, because each alone is survived for another reason. */
export function scheduleOf(seed: number): Happening[] {
  const random = new Random(seed);
  // Every other seed has no halts but the last one: only what lives for a while changes hands.
  const calm = seed % 2 === 1;
  const happenings: Happening[] = [];
  const add = (atMs: number, fault: Fault) => happenings.push({ ...fault, atMs: Math.round(atMs) });

  for (let count = 0; count < 5; count += 1) {
    const fault = single(random);
    add(random.whole(500, MENDED_MS - fault.forMs), fault);
  }
  const companies = calm
    ? [slowThenDeaf, controlStalls, controlStalls]
    : [slowThenDeaf, unheardHalt, unheardHalt, haltInTheMiddle, controlStalls];
  for (const company of [random.of(companies), random.of(companies)]) company(random, random.whole(500, 4_000), add);
  if (random.share() < 0.7) add(random.whole(200, 3_000), { what: 'call group leaves the allowlist' });
  const acts: Act[] = ['promote', 'promote', 'promote', 'promote', 'pause', 'resume', 'start'];
  if (!calm) acts.splice(6, 0, 'halt', 'halt all');
  for (let count = 0; count < 12; count += 1) {
    const [person, replica] = [random.whole(0, 2), random.whole(0, REPLICAS - 1)];
    add(random.whole(500, ACTS_MS), { what: 'person acts', person, replica, act: random.of(acts) });
  }
  return happenings.sort((one, other) => one.atMs - other.atMs);
}

function single(random: Random): Single {
  const replica = random.whole(0, REPLICAS - 1);
  const process = random.whole(0, FLEET - 1);
  const delayMs = random.whole(200, 2_500);
  const faults: (() => Single)[] = [
    () => ({
      what: random.of(['replica is killed', 'replica restarts'] as const),
      replica,
      forMs: random.whole(200, 2_000),
    }),
    () => ({ what: 'replica is paused', replica, forMs: random.whole(1_000, 7_000) }),
    () => ({ what: 'process is killed', process, forMs: random.whole(200, 2_000) }),
    () => ({ what: 'process is paused', process, forMs: random.whole(500, 7_000) }),
    () => ({ what: random.of(['database is killed', 'database restarts'] as const), forMs: random.whole(0, 2_000) }),
    () => ({ what: 'database is paused', forMs: random.whole(500, 5_000) }),
    () => ({
      what: random.of(['links are cut', 'links are slow', 'links are deaf', 'links are mute'] as const),
      ...{ process, replica: random.share() < 0.5 ? 'all' : replica, delayMs, forMs: random.whole(1_000, 7_000) },
    }),
    () => ({
      what: random.of(['database line is cut', 'database line is slow', 'database line is deaf'] as const),
      ...{ replica, delayMs, forMs: random.whole(1_000, 5_000) },
    }),
    () => ({ what: 'clock steps', process, stepMs: random.of([-1, 1]) * 3_600_000, forMs: random.whole(1_000, 6_000) }),
  ];
  return random.of(faults)();
}

type Add = (atMs: number, fault: Fault) => void;

/** Answers come late, and then none: a lease that began at the answer would outlive the right one. */
function slowThenDeaf(random: Random, atMs: number, add: Add): void {
  const process = random.whole(0, LIGHT_PROCESSES - 1);
  const delayMs = random.whole(2_000, 3_500);
  add(atMs, { what: 'links are slow', process, replica: 'all', delayMs, forMs: 5_000 });
  add(atMs + 5_000, { what: 'links are cut', process, replica: 'all', delayMs: 0, forMs: 7_000 });
}

/** A replica that cannot reach the database is asked to halt; its agents then have to go to those that never heard. */
function unheardHalt(random: Random, atMs: number, add: Add): void {
  const replica = random.whole(0, REPLICAS - 1);
  add(atMs, { what: 'database line is cut', replica, delayMs: 0, forMs: 7_000 });
  add(atMs + 400, { what: 'person acts', person: 0, replica, act: random.of(['halt', 'halt all']) });
  for (let process = 0; process < LIGHT_PROCESSES; process += 1)
    add(atMs + 2_000, { what: 'links are cut', process, replica, delayMs: 0, forMs: 6_000 });
}

/** Halts and promotions by several people at the same moment, through different replicas. */
function haltInTheMiddle(random: Random, atMs: number, add: Add): void {
  for (let person = 0; person < 3; person += 1)
    add(atMs + random.whole(0, 60), {
      what: 'person acts',
      person,
      replica: person,
      act: random.of(['halt', 'halt all', 'promote']),
    });
}

/** Two replicas stand still for longer than a claim, one after the other. */
function controlStalls(random: Random, atMs: number, add: Add): void {
  const first = random.whole(0, REPLICAS - 1);
  add(atMs, { what: 'replica is paused', replica: first, forMs: 6_500 });
  add(atMs + 3_000, { what: 'replica is paused', replica: (first + 1) % REPLICAS, forMs: 6_500 });
}

/** One line of a schedule, for a person. */
export function told({ atMs, what, ...rest }: Happening): string {
  const details = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return `${(atMs / 1_000).toFixed(2).padStart(6)} s  ${what}${details.length > 0 ? `: ${details.join(', ')}` : ''}`;
}
