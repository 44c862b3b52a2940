import { tmpdir } from 'node:os';
import path from 'node:path';

/** The same processes start again and again: what they compile is kept, beside other temporary things. */
export const COMPILED = path.join(tmpdir(), 'hormesis-compiled');
