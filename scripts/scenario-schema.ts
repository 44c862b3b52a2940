import { writeFileSync } from 'node:fs';
import { scenarioJsonSchemaText } from '../contract/src/scenario-schema.ts';

/** Writes `scenarios/schema.json` anew from the contract. Run it after a change of the documents; a test notices when it was forgotten. */
writeFileSync(new URL('../scenarios/schema.json', import.meta.url), scenarioJsonSchemaText());
