/** Positions on a ring: a unit's place is the same in every agent, process and language that follows the shared vectors. */
const RING_POSITIONS = 1_000_000;
const TWO_POW_32 = 4_294_967_296;

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

function mixBlock(seed: number, data: number): number {
  const mixed = mixTail(seed, data);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function mixTail(seed: number, data: number): number {
  const k = Math.imul(data, C1);
  return seed ^ Math.imul((k << 15) | (k >>> 17), C2);
}

function finish(seed: number, byteLength: number): number {
  let h = seed ^ byteLength;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The hash of what was taken in so far: kept in variables of this module, because a state object or a joined string would
 * cost more than the hash itself. Nothing waits between `begin` and `end`.
 */
let hash = 0;
let block = 0;
let taken = 0;

function begin(): void {
  hash = 0;
  block = 0;
  taken = 0;
}

/** Takes in a text of one-byte characters; false at the first character that takes more. */
function take(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return false;
    block |= code << ((taken & 3) << 3);
    taken += 1;
    if ((taken & 3) === 0) {
      hash = mixBlock(hash, block);
      block = 0;
    }
  }
  return true;
}

// A tail of zero bytes mixes to nothing, so it needs no case of its own.
const end = (): number => finish(mixTail(hash, block), taken);

function hashBytes(bytes: Uint8Array): number {
  begin();
  for (const byte of bytes) {
    block |= byte << ((taken & 3) << 3);
    taken += 1;
    if ((taken & 3) === 0) {
      hash = mixBlock(hash, block);
      block = 0;
    }
  }
  return end();
}

const utf8 = new TextEncoder();

/** MurmurHash3 x86 32 of the UTF-8 text with seed 0, unsigned (Austin Appleby, public domain). */
export function murmur3(text: string): number {
  begin();
  return take(text) ? end() : hashBytes(utf8.encode(text));
}

/**
 * Where a unit lies on the ring of a salt, 0 to 999,999. Scaled by multiplication: a modulo would favour low positions.
 * The product stays below 2^53, so the arithmetic is exact.
 */
export function ringPosition(salt: string, unit: string): number {
  begin();
  const hashed = take(salt) && take(':') && take(unit) ? end() : murmur3(`${salt}:${unit}`);
  return Math.floor((hashed * RING_POSITIONS) / TWO_POW_32);
}
