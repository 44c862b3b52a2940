/** A replica may have this many links above its share, and this part of it, before anybody is asked to move. */
const SLACK_LINKS = 2;
const SLACK_SHARE = 0.2;
/** A crowd that thins out by itself is left alone: agents come back one by one after a restart. Looks, one a second. */
const PATIENCE_LOOKS = 5;
/** At most this part of the links moves at one look, but one. */
const MOST_MOVED_SHARE = 0.02;

/** Decides how many agents a replica sends to others, so that links spread again after one was away. */
export class Crowding {
  #crowdedLooks = 0;

  /** How many links to end now, when this replica has `mine` and the others have `others`. */
  leave(mine: number, others: readonly number[]): number {
    if (others.length === 0) return 0;
    const share = (mine + others.reduce((sum, links) => sum + links, 0)) / (others.length + 1);
    const excess = Math.floor(mine - share * (1 + SLACK_SHARE) - SLACK_LINKS);
    this.#crowdedLooks = excess > 0 ? this.#crowdedLooks + 1 : 0;
    if (this.#crowdedLooks < PATIENCE_LOOKS) return 0;
    return Math.min(excess, Math.max(1, Math.floor(mine * MOST_MOVED_SHARE)));
  }
}
