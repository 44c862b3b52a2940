import { registerHooks } from 'node:module';
import { MUTATION, MUTATIONS } from './mutations.ts';

/** Preloaded: gives one file of ours another text, in this process only. Nothing on the disk changes. */
const mutation = MUTATIONS.find(({ name }) => name === process.env[MUTATION]);
if (!mutation) throw new Error(`${MUTATION} must name a mutation, got ${process.env[MUTATION]}`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${mutation.file}`)) return loaded;
    const text = Buffer.from(loaded.source as Uint8Array).toString();
    if (!text.includes(mutation.from))
      throw new Error(`${mutation.file} does not hold ${JSON.stringify(mutation.from)} any more`);
    return { ...loaded, source: text.replace(mutation.from, mutation.to) };
  },
});
