/** Our member of the W3C `baggage` header. All other members stay as they are, byte for byte, in order. */
const KEY = 'hormesis';
/** What the W3C asks everybody to carry; a longer header is not read for a context, and never made longer. */
const MAX_BYTES = 8_192;

/** Our member of a header: the token and the unit's hash beside it. */
export interface Member {
  /** As it is written: `hormesis=<token>` or `hormesis=<token>;u=<unit hash>`. */
  readonly text: string;
  readonly token: string;
  readonly unit: string | null;
}

export type MemberReading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly member: Member }
  | {
      readonly kind: 'refused';
      readonly reason: 'baggage_too_large' | 'baggage_member_repeated' | 'baggage_member_malformed';
    };

const MEMBER = /^hormesis=([A-Za-z0-9._-]{1,200})(?:;u=([0-9a-f]{16}))?$/;

/**
 * Other libraries decode percent signs and trim any white space in a key before they write the header anew, so
 * `%68ormesis` would come back as ours: every spelling that ends as our key counts as ours.
 */
function isOurs(piece: string): boolean {
  const key = /^[^=;]*/.exec(piece)?.[0].trim() ?? '';
  if (key === KEY) return true;
  if (!key.includes('%')) return false;
  try {
    return decodeURIComponent(key).trim() === KEY;
  } catch {
    return false;
  }
}

/** Cheap test that spares the split: no header without this can hold a member of ours. */
const mayHoldOurs = (header: string): boolean => header.includes(KEY) || header.includes('%');

/** What a header says of us. Two members of ours contradict each other: then none is valid. */
export function readMember(header: string | undefined): MemberReading {
  if (header === undefined || !mayHoldOurs(header)) return { kind: 'absent' };
  if (header.length > MAX_BYTES) return { kind: 'refused', reason: 'baggage_too_large' };
  const ours = header.split(',').filter(isOurs);
  const [only] = ours;
  if (only === undefined) return { kind: 'absent' };
  if (ours.length > 1) return { kind: 'refused', reason: 'baggage_member_repeated' };
  const text = only.trim();
  const match = MEMBER.exec(text);
  if (!match) return { kind: 'refused', reason: 'baggage_member_malformed' };
  return { kind: 'present', member: { text, token: match[1] ?? '', unit: match[2] ?? null } };
}

/** The header without any member of ours; undefined when nothing else is left. */
export function removeMember(header: string | undefined): string | undefined {
  if (header === undefined || !mayHoldOurs(header)) return header;
  const pieces = header.split(',');
  const others = pieces.filter((piece) => !isOurs(piece));
  if (others.length === pieces.length) return header;
  return others.length === 0 ? undefined : others.join(',');
}

/** The header with our member at its end, in place of any that was there. Without room for ours, the others have their way. */
export function addMember(header: string | undefined, member: string): string {
  const others = removeMember(header);
  if (others === undefined || others.trim() === '') return member;
  const merged = `${others},${member}`;
  return merged.length > MAX_BYTES ? others : merged;
}

/** Our member as it goes into the header. */
export function formatMember(token: string, unit: string | null): string {
  return unit === null ? `${KEY}=${token}` : `${KEY}=${token};u=${unit}`;
}
