import { z } from 'zod';

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The name of a path, a scenario, a service: lower-case words joined by hyphens, at most 63 characters. */
export const name = z.string().regex(NAME, {
  error: (issue) =>
    `must be lower-case letters, digits and hyphens, 1 to 63 characters, got ${JSON.stringify(issue.input)}`,
});

/** A text that people write and read, of at most `most` characters; blanks alone are none. */
export const words = (most: number) => z.string().regex(/\S/, 'must not be empty').max(most);

/** The id of an experiment: fits into a context token, so letters and digits only. */
export const experimentId = z
  .string()
  .regex(/^e[a-z0-9]{5,31}$/, { error: 'must be an experiment id such as "e7k2m9q4x1"' });

/** What was assigned to an arm, keyed per experiment: 64 bits as 16 lower-case hexadecimal digits. */
export const unitHash = z.string().regex(/^[0-9a-f]{16}$/);
