let taken: string | null | undefined;

/**
 * The token in the address's fragment, removed from the address and the history at once. Asked again it answers the same,
 * because React may call it twice.
 */
export function takeFragmentToken(): string | null {
  if (location.hash.length > 1) {
    taken = decodeURIComponent(location.hash.slice(1));
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return taken ?? null;
}
