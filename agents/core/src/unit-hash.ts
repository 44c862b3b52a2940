/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) on halves of 32 bits: BigInt would cost an allocation for each operation.
 * The state holds v0 to v3 as [low, high] pairs. It is one for the whole module, and so is the block that fills up: an
 * entry hashes the unit of every request in an arm, and nothing waits between `begin` and `end`.
 */
const state = new Int32Array(8);
const V0 = 0;
const V1 = 2;
const V2 = 4;
const V3 = 6;

let low = 0;
let high = 0;
let taken = 0;

const utf8 = new TextEncoder();

const at = (index: number): number => state[index] ?? 0;

/** `a += b; b = rotl(b, bits); b ^= a`, the step SipHash repeats. `bits` is below 32. */
function addRotateXor(a: number, b: number, bits: number): void {
  const bLow = at(b);
  const bHigh = at(b + 1);
  const sumLow = (at(a) >>> 0) + (bLow >>> 0);
  const sumHigh = (at(a + 1) + bHigh + (sumLow > 0xffffffff ? 1 : 0)) | 0;
  state[a] = sumLow;
  state[a + 1] = sumHigh;
  state[b] = ((bLow << bits) | (bHigh >>> (32 - bits))) ^ sumLow;
  state[b + 1] = ((bHigh << bits) | (bLow >>> (32 - bits))) ^ sumHigh;
}

/** Rotation by 32 bits: the halves change places. */
function swap(v: number): void {
  const half = at(v);
  state[v] = at(v + 1);
  state[v + 1] = half;
}

function rounds(count: number): void {
  for (let round = 0; round < count; round += 1) {
    addRotateXor(V0, V1, 13);
    swap(V0);
    addRotateXor(V2, V3, 16);
    addRotateXor(V0, V3, 21);
    addRotateXor(V2, V1, 17);
    swap(V2);
  }
}

function absorb(): void {
  state[V3] = at(V3) ^ low;
  state[V3 + 1] = at(V3 + 1) ^ high;
  rounds(2);
  state[V0] = at(V0) ^ low;
  state[V0 + 1] = at(V0 + 1) ^ high;
  low = 0;
  high = 0;
}

/** Four hexadecimal bytes, the first the lowest. */
function littleEndian(hex: string, from: number): number {
  let value = 0;
  for (let byte = 0; byte < 4; byte += 1) {
    value |= Number.parseInt(hex.slice(from + byte * 2, from + byte * 2 + 2), 16) << (byte * 8);
  }
  return value;
}

/** The state that a key begins with: reading the key costs more than the hash, and there is one for each experiment. */
const beginnings = new Map<string, Int32Array>();
const MOST_REMEMBERED = 100;

function beginningOf(keyHex: string): Int32Array {
  const known = beginnings.get(keyHex);
  if (known !== undefined) return known;
  const k0 = [littleEndian(keyHex, 0), littleEndian(keyHex, 8)] as const;
  const k1 = [littleEndian(keyHex, 16), littleEndian(keyHex, 24)] as const;
  const beginning = Int32Array.of(
    k0[0] ^ 0x70736575,
    k0[1] ^ 0x736f6d65,
    k1[0] ^ 0x6e646f6d,
    k1[1] ^ 0x646f7261,
    k0[0] ^ 0x6e657261,
    k0[1] ^ 0x6c796765,
    k1[0] ^ 0x79746573,
    k1[1] ^ 0x74656462,
  );
  if (beginnings.size >= MOST_REMEMBERED) beginnings.clear();
  beginnings.set(keyHex, beginning);
  return beginning;
}

function begin(keyHex: string): void {
  state.set(beginningOf(keyHex));
  low = 0;
  high = 0;
  taken = 0;
}

function take(byte: number): void {
  const place = taken & 7;
  if (place < 4) low |= byte << (place * 8);
  else high |= byte << ((place - 4) * 8);
  taken += 1;
  if (place === 7) absorb();
}

const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

function end(): string {
  high |= taken << 24;
  absorb();
  state[V2] = at(V2) ^ 0xff;
  rounds(4);
  const word = (half: number): number => at(V0 + half) ^ at(V1 + half) ^ at(V2 + half) ^ at(V3 + half);
  return hex32(word(1)) + hex32(word(0));
}

/** SipHash-2-4 of some bytes, as the 16 hexadecimal digits of the 64-bit number. `keyHex` has 32 digits. */
export function sipHash(keyHex: string, bytes: Uint8Array): string {
  begin(keyHex);
  for (const byte of bytes) take(byte);
  return end();
}

/**
 * The unit as other services and the control plane know it: 64 bits keyed per experiment, 16 hexadecimal digits.
 * Without the key nobody can tell the user behind it, and two experiments' hashes of one user can't be joined.
 */
export function unitHash(keyHex: string, unit: string): string {
  begin(keyHex);
  for (let index = 0; index < unit.length; index += 1) {
    const code = unit.charCodeAt(index);
    if (code > 127) return sipHash(keyHex, utf8.encode(unit));
    take(code);
  }
  return end();
}
