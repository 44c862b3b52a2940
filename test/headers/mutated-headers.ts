import { createSigner, type Signer } from '../../agents/link/test/control-plane.ts';

/** A pseudo-random sequence that a failing run can be repeated with (mulberry32). */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof sequence>;
type Mutation = (good: string, random: Random) => string;

const UNIT = ';u=00000000000000aa';
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_=;,% \t"\\é\u0000';
const member = (token: string): string => `hormesis=${token}${UNIT}`;
const anyCharacter = (random: Random): string => CHARACTERS[random(CHARACTERS.length)] ?? 'x';

const oneCharacterChanged: Mutation = (good, random) => {
  const at = random(good.length);
  const other = anyCharacter(random);
  const character = good[at] === other ? (other === 'A' ? 'B' : 'A') : other;
  return member(good.slice(0, at) + character + good.slice(at + 1));
};
const oneCharacterMore: Mutation = (good, random) => {
  const at = random(good.length + 1);
  // A space or tab at either end of the value would still be another spelling of it, not of the form we accept.
  return member(good.slice(0, at) + anyCharacter(random) + good.slice(at));
};
const twoCharactersSwapped: Mutation = (good, random) => {
  const at = random(good.length - 1);
  const [a = '', b = ''] = [good[at], good[at + 1]];
  const swapped = good.slice(0, at) + b + a + good.slice(at + 2);
  return member(a === b ? good.slice(1) : swapped);
};
const truncated: Mutation = (good, random) => {
  const whole = member(good);
  return whole.slice(0, random('hormesis='.length + good.length));
};
const repeated: Mutation = (good, random) => `${member(good)},a=${random(100)},${member(good)}`;
const anotherArm: Mutation = (good, random) =>
  member(good.replace('.treatment.', ['.tester.', '.control.', '.Treatment.'][random(3)] ?? '..'));
const longerLife: Mutation = (good, random) => {
  const parts = good.split('.');
  const expiry = Number.parseInt(parts[4] ?? '', 36) + 1 + random(1_000_000);
  return member(parts.with(4, expiry.toString(36)).join('.'));
};
const randomBytes: Mutation = (_good, random) => {
  const bytes = Array.from({ length: random(300) }, () => String.fromCharCode(random(256))).join('');
  return `hormesis=${bytes}${random(2) === 0 ? UNIT : ''}`;
};
const badUnit: Mutation = (good, random) =>
  `hormesis=${good};u=${['', '0', '00000000000000AA', '00000000000000aa0', `${'0'.repeat(15)}g`, ';u='][random(6)]}`;
const noUnit: Mutation = (good) => `hormesis=${good}`;
const tooLong: Mutation = (good) => `a=${'x'.repeat(8_192)},${member(good)}`;

/** Signed by keys the agent does not trust, under its own key's id and under another; and by the right key, too late. */
function signedWrongly(signer: Signer, experiment: string): Mutation {
  const thief = createSigner(signer.keyId);
  const stranger = createSigner('k9');
  const past = Math.floor(Date.now() / 1_000) - 1;
  const tokens = [
    thief.token(experiment, 'treatment'),
    thief.token(experiment, 'tester'),
    stranger.token(experiment, 'treatment'),
    signer.token(experiment, 'treatment', past),
    signer.token(experiment, 'tester', 1),
    signer.token('eunknown1', 'treatment'),
  ];
  return (_good, random) => member(tokens[random(tokens.length)] ?? '');
}

/** Headers none of which may have any effect, made out of a token that is good. */
export function* mutatedHeaders(signer: Signer, experiment: string, good: string, count: number, seed: number) {
  const random = sequence(seed);
  const mutations: readonly Mutation[] = [
    ...[oneCharacterChanged, oneCharacterChanged, oneCharacterChanged, oneCharacterMore, twoCharactersSwapped],
    ...[truncated, repeated, anotherArm, longerLife, randomBytes, badUnit, noUnit, tooLong],
    signedWrongly(signer, experiment),
  ];
  for (let made = 0; made < count; made += 1) {
    const header = mutations[random(mutations.length)]?.(good, random) ?? '';
    yield random(4) === 0 ? `other=${made},${header} , more=1` : header;
  }
}
