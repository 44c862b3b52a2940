import { writeFileSync } from 'node:fs';
import { gameDayJsonSchemaText } from '../contract/src/game-day-schema.ts';
import { scenarioJsonSchemaText } from '../contract/src/scenario-schema.ts';

/** Writes the JSON Schemas of the documents anew from the contract. Run it after a change of one; a test notices when it was forgotten. */
writeFileSync(new URL('../scenarios/schema.json', import.meta.url), scenarioJsonSchemaText());
writeFileSync(new URL('../scenarios/game-day.schema.json', import.meta.url), gameDayJsonSchemaText());
