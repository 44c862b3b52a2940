import { catalogue, USERS, userId } from '../store/catalogue.ts';

/** A uniform number in [0, 1). */
export type Random = () => number;

/** Of 100 sessions 75 are one play, 20 are two, 5 are three: so most requests come from somebody not seen before. */
const PLAYS = [
  { upTo: 0.75, plays: 1 },
  { upTo: 0.95, plays: 2 },
  { upTo: 1, plays: 3 },
] as const;
export const MEAN_PLAYS = 1.3;

/** Nobody chooses the next title faster than this, milliseconds. */
const SHORTEST_THINKING_MS = 1_500;
const MEAN_FURTHER_THINKING_MS = 3_500;

/** A person who opens the application and plays one to three titles, with time to think before each further one. */
export interface Session {
  readonly user: string;
  readonly plays: readonly { readonly afterMs: number; readonly title: string }[];
}

export function session(random: Random): Session {
  const drawn = random();
  const plays = PLAYS.find((choice) => drawn < choice.upTo)?.plays ?? 1;
  return {
    user: userId(Math.floor(random() * USERS)),
    plays: Array.from({ length: plays }, (_, index) => ({
      afterMs: index === 0 ? 0 : SHORTEST_THINKING_MS + exponential(MEAN_FURTHER_THINKING_MS, random),
      title: title(random),
    })),
  };
}

/** Milliseconds until the next person comes: people come independently of each other (a Poisson process). */
export function gapMs(requestsPerSecond: number, random: Random): number {
  return exponential((1_000 * MEAN_PLAYS) / requestsPerSecond, random);
}

function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}

/** Popular titles are played more: the square puts half of all plays on the first quarter of the catalogue. */
function title(random: Random): string {
  return catalogue[Math.floor(catalogue.length * random() ** 2)]?.slug ?? '';
}
