import type { Format } from './format.ts';

/** The event as it is. */
export const json: Format = (event) => event;
