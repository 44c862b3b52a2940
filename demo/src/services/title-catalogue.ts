import type { Database } from '../store/database.ts';

export interface TitleRow {
  readonly slug: string;
  readonly name: string;
  readonly genre: string;
  readonly minutes: number;
}

export interface TitleCatalogue {
  /** The title, or undefined when there is none. */
  find(slug: string): Promise<TitleRow | undefined>;
  /** What most people watch, from memory: empty before the first title was looked up. */
  popular(): readonly TitleRow[];
}

const REFRESH_MS = 60_000;
const POPULAR = 10;

/** The catalogue changes rarely and is small: it is read whole once a minute, when somebody asks. */
export function titleCatalogue(store: Database): TitleCatalogue {
  let bySlug = new Map<string, TitleRow>();
  let mostPopular: TitleRow[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  const read = async () => {
    const rows = await store.rows<TitleRow>(
      'titles',
      'select slug, name, genre, minutes from hormesis_demo.titles order by popularity desc',
      [],
    );
    bySlug = new Map(rows.map((row) => [row.slug, row]));
    mostPopular = rows.slice(0, POPULAR);
    readAtMs = performance.now();
  };
  const refresh = () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };

  return {
    async find(slug) {
      if (bySlug.size === 0) await refresh();
      // An old catalogue is better than none: a refresh runs beside the request, and may fail.
      else if (performance.now() - readAtMs > REFRESH_MS) refresh().catch(() => {});
      return bySlug.get(slug);
    },
    popular: () => mostPopular,
  };
}
