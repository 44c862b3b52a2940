/** Of our own settings, children get these as they are; everything else they are given by name. */
const PASSED_ON = new Set([
  'HORMESIS_DISABLED',
  'HORMESIS_LOG',
  'HORMESIS_PLATFORMS',
  'HORMESIS_OUTAGE_URL',
  'HORMESIS_TRACKER_URL',
  'HORMESIS_PUBLIC_URL',
  'HORMESIS_WEBHOOK_NETWORKS',
  'HORMESIS_WEBHOOK_TIMEOUT_MS',
  'HORMESIS_WEBHOOK_FIRST_RETRY_MS',
  'HORMESIS_WEBHOOK_LONGEST_RETRY_MS',
]);

/** What a child inherits of the environment: no tokens, no database address, nothing of npm's. */
export function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = (name: string) => name.startsWith('HORMESIS_') || name === 'DATABASE_URL' || name.startsWith('npm_');
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours(name) || PASSED_ON.has(name)));
}
