import { DEFAULT_URL, parseAddress } from './address.ts';
import { configPath, readLogin } from './config-file.ts';

export interface Credentials {
  readonly url: string;
  readonly token: string | null;
}

/**
 * Where to connect and with which token. `HORMESIS_URL` and `HORMESIS_TOKEN` win over the stored login. A stored token
 * goes only to the address it was stored for: pointing `HORMESIS_URL` elsewhere must not hand it to a stranger.
 */
export async function findCredentials(env: NodeJS.ProcessEnv): Promise<Credentials> {
  const url = env.HORMESIS_URL ? parseAddress(env.HORMESIS_URL) : null;
  if (env.HORMESIS_TOKEN && url) return { url, token: env.HORMESIS_TOKEN };
  const stored = await readLogin(configPath(env));
  if (env.HORMESIS_TOKEN) return { url: stored?.url ?? DEFAULT_URL, token: env.HORMESIS_TOKEN };
  if (!url) return stored ?? { url: DEFAULT_URL, token: null };
  return { url, token: stored?.url === url ? stored.token : null };
}
