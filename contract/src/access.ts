import { z } from 'zod';
import { words } from './name.ts';

/** What a bearer may do: viewer reads; operator also runs and halts; admin also manages access; agent only keeps the agent link. */
export const accessRole = z.enum(['viewer', 'operator', 'admin', 'agent']);
export type AccessRole = z.infer<typeof accessRole>;

export const identity = z.object({ name: z.string(), role: accessRole });
export type Identity = z.infer<typeof identity>;

export const signInBody = z.strictObject({ token: z.string().min(1).max(200) });
export const createTokenBody = z.strictObject({ name: words(100), role: accessRole });
export const accessToken = z.object({
  id: z.string(),
  name: z.string(),
  role: accessRole,
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type AccessToken = z.infer<typeof accessToken>;
/** The token's text is told once, when it is made. */
export const createdToken = accessToken.extend({ token: z.string() });
