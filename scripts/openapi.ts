import { mkdirSync, writeFileSync } from 'node:fs';
import { apiReference } from './api-reference/api-reference.ts';

/** `npm run openapi`: writes `docs/reference/` anew from the contract. A test notices when it was forgotten. */
const folder = new URL('../docs/reference/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(await apiReference())) writeFileSync(new URL(name, folder), text);
