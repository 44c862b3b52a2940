/** The REST API's prefix; `api-routes.ts` lists what is below it. */
export const API_PREFIX = '/api/v1';
/** Header that makes a repeated POST harmless. */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';
/** Cookie of a browser session. */
export const SESSION_COOKIE = 'hormesis_session';
/** The stream sends a comment line at least this often, milliseconds; a page that hears nothing for twice as long is disconnected. */
export const STREAM_HEARTBEAT_MS = 1_000;
