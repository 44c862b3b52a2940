import { libraries } from './libraries.mjs';
import { start } from './start.mjs';

await start(libraries);
