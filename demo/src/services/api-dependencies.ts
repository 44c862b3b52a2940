import { withFallback } from '../platform/breaker.ts';
import { requiredText } from '../platform/environment.ts';
import { insist } from '../platform/insist.ts';
import { upstream } from '../platform/upstream.ts';
import type { Plan } from './last-known-plans.ts';
import { lastKnownPlans } from './last-known-plans.ts';
import type { TitleCatalogue, TitleRow } from './title-catalogue.ts';

interface Stream {
  readonly kind: 'film' | 'preview';
  readonly url: string;
  readonly license: string;
}
interface Rating {
  readonly stars: number;
  readonly votes: number;
}
interface Recommendations {
  readonly source: 'similar' | 'popular';
  readonly items: readonly { readonly slug: string; readonly name: string }[];
}
interface Bookmark {
  readonly source: 'saved' | 'beginning';
  readonly positionS: number;
}

const PATIENT_MS = 4_000;
const USUAL_MS = 1_000;
/** Somebody thought that a viewer would rather wait than lose the place in the film. */
const BOOKMARK_MS = 3_000;
/** And that a plan is worth two more attempts. */
const MORE_ATTEMPTS = 2;

/**
 * Whom the play page asks. Around recommendations, bookmarks and subscriptions there are breakers with fallbacks;
 * playback is what the page is for, so it has none. Ratings has none either, and that was forgotten: a rating that is
 * slow or missing fails the whole page. A bookmark has one, but is waited for longer than anybody waits for a page;
 * and whoever asks for a plan that is down asks three times.
 */
export function apiDependencies(titles: TitleCatalogue) {
  const ask = (name: string, timeoutMs: number) =>
    upstream(name, requiredText('api', `${name.toUpperCase()}_URL`), timeoutMs);
  const playback = ask('playback', PATIENT_MS);
  const ratings = ask('ratings', USUAL_MS);
  const recommendations = ask('recommendations', USUAL_MS);
  const bookmarks = ask('bookmarks', BOOKMARK_MS + USUAL_MS);
  const subscriptions = ask('subscriptions', USUAL_MS);
  const plans = lastKnownPlans();

  const recommended = withFallback(
    'recommendations',
    (title: TitleRow) => recommendations.getJson<Recommendations>(`/recommendations/${title.slug}`),
    (): Recommendations => ({ source: 'popular', items: titles.popular() }),
  );
  const bookmarked = withFallback(
    'bookmarks',
    (user: string, title: TitleRow) => bookmarks.getJson<Bookmark>(`/bookmarks/${title.slug}?${asUser(user)}`),
    (): Bookmark => ({ source: 'beginning', positionS: 0 }),
    BOOKMARK_MS,
  );
  const subscribed = withFallback(
    'subscriptions',
    async (user: string) => {
      const ask = () => subscriptions.getJson<Plan>(`/plan?${asUser(user)}`);
      return plans.remember(user, await insist(ask, MORE_ATTEMPTS));
    },
    (user: string): Plan => plans.lastKnown(user),
  );

  return {
    subscription: (user: string) => subscribed.fire(user),
    stream: (user: string, title: TitleRow) => playback.getJson<Stream>(`/stream/${title.slug}?${asUser(user)}`),
    recommendations: (title: TitleRow) => recommended.fire(title),
    rating: (title: TitleRow) => ratings.getJson<Rating>(`/ratings/${title.slug}`),
    bookmark: (user: string, title: TitleRow) => bookmarked.fire(user, title),
    close: () => {
      for (const breaker of [recommended, bookmarked, subscribed]) breaker.shutdown();
      for (const client of [playback, ratings, recommendations, bookmarks, subscriptions]) client.close();
    },
  };
}

function asUser(user: string): string {
  return `user=${encodeURIComponent(user)}`;
}
