/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) on halves of 32 bits: BigInt would cost an allocation for each operation.
 * The state holds v0 to v3 as [low, high] pairs.
 */
type State = Int32Array;
const V0 = 0;
const V1 = 2;
const V2 = 4;
const V3 = 6;

const utf8 = new TextEncoder();

const at = (state: State, index: number): number => state[index] ?? 0;

/** `a += b; b = rotl(b, bits); b ^= a`, the step SipHash repeats. `bits` is below 32. */
function addRotateXor(state: State, a: number, b: number, bits: number): void {
  const bLow = at(state, b);
  const bHigh = at(state, b + 1);
  const low = (at(state, a) >>> 0) + (bLow >>> 0);
  const high = at(state, a + 1) + bHigh + (low > 0xffffffff ? 1 : 0);
  state[a] = low;
  state[a + 1] = high;
  state[b] = ((bLow << bits) | (bHigh >>> (32 - bits))) ^ low;
  state[b + 1] = ((bHigh << bits) | (bLow >>> (32 - bits))) ^ high;
}

/** Rotation by 32 bits: the halves change places. */
function swap(state: State, v: number): void {
  const low = at(state, v);
  state[v] = at(state, v + 1);
  state[v + 1] = low;
}

function rounds(state: State, count: number): void {
  for (let round = 0; round < count; round += 1) {
    addRotateXor(state, V0, V1, 13);
    swap(state, V0);
    addRotateXor(state, V2, V3, 16);
    addRotateXor(state, V0, V3, 21);
    addRotateXor(state, V2, V1, 17);
    swap(state, V2);
  }
}

function absorb(state: State, low: number, high: number): void {
  state[V3] = at(state, V3) ^ low;
  state[V3 + 1] = at(state, V3 + 1) ^ high;
  rounds(state, 2);
  state[V0] = at(state, V0) ^ low;
  state[V0 + 1] = at(state, V0 + 1) ^ high;
}

/** Four hexadecimal bytes, the first the lowest. */
function littleEndian(hex: string, from: number): number {
  let value = 0;
  for (let byte = 0; byte < 4; byte += 1) {
    value |= Number.parseInt(hex.slice(from + byte * 2, from + byte * 2 + 2), 16) << (byte * 8);
  }
  return value;
}

function start(keyHex: string): State {
  const k0 = [littleEndian(keyHex, 0), littleEndian(keyHex, 8)] as const;
  const k1 = [littleEndian(keyHex, 16), littleEndian(keyHex, 24)] as const;
  return Int32Array.of(
    k0[0] ^ 0x70736575,
    k0[1] ^ 0x736f6d65,
    k1[0] ^ 0x6e646f6d,
    k1[1] ^ 0x646f7261,
    k0[0] ^ 0x6e657261,
    k0[1] ^ 0x6c796765,
    k1[0] ^ 0x79746573,
    k1[1] ^ 0x74656462,
  );
}

const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** SipHash-2-4 of some bytes, as the 16 hexadecimal digits of the 64-bit number. `keyHex` has 32 digits. */
export function sipHash(keyHex: string, bytes: Uint8Array): string {
  const state = start(keyHex);
  const whole = bytes.length - (bytes.length % 8);
  let low = 0;
  let high = 0;
  bytes.forEach((byte, index) => {
    const place = index & 7;
    if (place < 4) low |= byte << (place * 8);
    else high |= byte << ((place - 4) * 8);
    if (place === 7 && index < whole) {
      absorb(state, low, high);
      low = 0;
      high = 0;
    }
  });
  absorb(state, low, high | (bytes.length << 24));
  state[V2] = at(state, V2) ^ 0xff;
  rounds(state, 4);
  const word = (half: number): number =>
    at(state, V0 + half) ^ at(state, V1 + half) ^ at(state, V2 + half) ^ at(state, V3 + half);
  return hex32(word(1)) + hex32(word(0));
}

/**
 * The unit as other services and the control plane know it: 64 bits keyed per experiment, 16 hexadecimal digits.
 * Without the key nobody can tell the user behind it, and two experiments' hashes of one user can't be joined.
 */
export function unitHash(keyHex: string, unit: string): string {
  return sipHash(keyHex, utf8.encode(unit));
}
