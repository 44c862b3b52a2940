/** Positions on a ring: a unit's place is the same in every agent, process and language that follows the shared vectors. */
const RING_POSITIONS = 1_000_000;
const TWO_POW_32 = 4_294_967_296;

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

function mixBlock(hash: number, block: number): number {
  const k = Math.imul(block, C1);
  const mixed = hash ^ Math.imul((k << 15) | (k >>> 17), C2);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function mixTail(hash: number, tail: number): number {
  const k = Math.imul(tail, C1);
  return hash ^ Math.imul((k << 15) | (k >>> 17), C2);
}

function finish(hash: number, byteLength: number): number {
  let h = hash ^ byteLength;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Hashes without making an array of bytes, or tells -1 at the first character that takes more than one byte. */
function hashAscii(text: string): number {
  const length = text.length;
  let hash = 0;
  let block = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return -1;
    block |= code << ((index & 3) << 3);
    if ((index & 3) === 3) {
      hash = mixBlock(hash, block);
      block = 0;
    }
  }
  // A tail of zero bytes mixes to nothing, so it needs no case of its own.
  return finish(mixTail(hash, block), length);
}

function hashBytes(bytes: Uint8Array): number {
  let hash = 0;
  let block = 0;
  let index = 0;
  for (const byte of bytes) {
    block |= byte << ((index & 3) << 3);
    if ((index & 3) === 3) {
      hash = mixBlock(hash, block);
      block = 0;
    }
    index += 1;
  }
  return finish(mixTail(hash, block), bytes.length);
}

const utf8 = new TextEncoder();

/** MurmurHash3 x86 32 of the UTF-8 text with seed 0, unsigned (Austin Appleby, public domain). */
export function murmur3(text: string): number {
  const hash = hashAscii(text);
  return hash >= 0 ? hash : hashBytes(utf8.encode(text));
}

/**
 * Where a unit lies on the ring of a salt, 0 to 999,999. Scaled by multiplication: a modulo would favour low positions.
 * The product stays below 2^53, so the arithmetic is exact.
 */
export function ringPosition(salt: string, unit: string): number {
  return Math.floor((murmur3(`${salt}:${unit}`) * RING_POSITIONS) / TWO_POW_32);
}
