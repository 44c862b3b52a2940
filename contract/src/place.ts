import { z } from 'zod';
import { describe } from './share.ts';

/** A region or a zone by the name that agents tell (`HORMESIS_REGION`, `HORMESIS_ZONE`). */
const part = z.string().regex(/^\P{Cc}{1,200}$/u, {
  error: (issue) => `must be the name of a region or a zone as agents tell it, got ${describe(issue.input)}`,
});

const somewhere = 'must name a region, a zone or both';

/** A place: each part that is given must be the same. */
export const placeScope = z
  .strictObject({ region: part.optional(), zone: part.optional() })
  .refine(({ region, zone }) => region !== undefined || zone !== undefined, { error: somewhere });
export type PlaceScope = z.infer<typeof placeScope>;

/**
 * Calls that a fault is meant for: from a place, into a place, or both. A call whose caller or callee is not known to be
 * there is never failed.
 */
export const where = z
  .strictObject({ caller: placeScope.optional(), callee: placeScope.optional() })
  .refine(({ caller, callee }) => caller !== undefined || callee !== undefined, {
    error: 'must name the place of the caller, of the callee or of both',
  });
export type Where = z.infer<typeof where>;
