/** Where agents connect; the contract's `LINK_PATH`, repeated because agents bring no validation library along. */
export const LINK_PATH = '/agent/v1/link';

/** The addresses of a list separated by commas: each replica of the control plane, or what stands before them. */
export function addressesOf(list: string): string[] {
  return list
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

/** The WebSocket address of a control plane's `http(s)://` or `ws(s)://` address; null when it is not one. */
export function linkUrl(controlPlane: string): string | null {
  if (!URL.canParse(controlPlane)) return null;
  const url = new URL(controlPlane);
  const protocol = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' }[url.protocol];
  if (protocol === undefined) return null;
  return `${protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}${LINK_PATH}`;
}
