/**
 * The mark on the options of the link's own HTTP upgrade request. A registered symbol, so that two copies of this
 * package in one process know each other.
 */
export const LINK_REQUEST = Symbol.for('hormesis.link-request');

/** True for the options object that `http.request` gets for the link's own connection: a hook lets that call pass. */
export function isLinkRequest(options: unknown): boolean {
  return typeof options === 'object' && options !== null && LINK_REQUEST in options;
}
