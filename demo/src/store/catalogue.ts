const MOODS = ['Quiet', 'Paper', 'Northern', 'Second', 'Hollow', 'Copper', 'Borrowed', 'Slow', 'Distant', 'Glass'];
const THINGS = ['Harbour', 'Orchard', 'Signal', 'Winter', 'Ledger', 'Comet', 'Bridge', 'Garden', 'Tide', 'Lantern'];
const FORMS = ['', 'Returns', 'at Night'];
const GENRES = ['drama', 'comedy', 'documentary', 'thriller', 'science-fiction', 'family'];

export interface Title {
  readonly slug: string;
  readonly name: string;
  readonly genre: string;
  readonly minutes: number;
  /** Higher is more popular; the catalogue is sorted by it. */
  readonly popularity: number;
}

/** The 300 titles of the demo, most popular first; the same on every machine. */
export const catalogue: readonly Title[] = FORMS.flatMap((form, f) =>
  MOODS.flatMap((mood, m) => THINGS.map((thing, t) => titleOf([mood, thing, form], f * 100 + m * 10 + t))),
);

function titleOf(words: string[], position: number): Title {
  const name = words.filter(Boolean).join(' ');
  return {
    slug: name.toLowerCase().replaceAll(' ', '-'),
    name,
    genre: GENRES[(position * 7) % GENRES.length] ?? 'drama',
    minutes: 42 + ((position * 37) % 90),
    popularity: 1_000 - position,
  };
}

/** Users are `u000000` to `u099999`. */
export const USERS = 100_000;
export function userId(number: number): string {
  return `u${String(number).padStart(6, '0')}`;
}
