import type { Hello } from '@hormesis/contract/agent-link.ts';
import { beforeEach, expect, test } from 'vitest';
import { Register } from './register.ts';

const hello = (instance: string, version = '1'): Hello => ({
  type: 'hello',
  protocol: 2,
  service: 'api',
  instance,
  version,
  runtime: 'node',
  zone: null,
  region: null,
  unsupported: [],
  halted: [],
  active: [],
});

let written: string[];
let refuse: (hellos: readonly Hello[]) => Error | null;
let register: Register;

beforeEach(() => {
  written = [];
  refuse = () => null;
  register = new Register({
    async saveHellos(hellos) {
      const error = refuse(hellos);
      if (error) throw error;
      written.push(`hello ${hellos.map(({ instance, version }) => `${instance}@${version}`).join(' ')}`);
    },
    async saveGoodbyes(instances) {
      written.push(`gone ${instances.join(' ')}`);
    },
  });
});

test('thousands that come back at once are written a few hundred at a time, the first at once', async () => {
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => register.come(hello(`api-${index}`))));
  expect(written.map((line) => line.split(' ').length - 1)).toEqual([1, 250, 250, 250, 249]);
});

test('of an instance that came, went and came again the last word counts', async () => {
  const first = register.come(hello('first'));
  const others = [
    register.go('back'),
    register.come(hello('back', '2')),
    register.come(hello('away')),
    register.go('away'),
    register.come(hello('twice', '1')),
    register.come(hello('twice', '2')),
  ];
  await Promise.all([first, ...others]);
  expect(written).toEqual(['hello first@1', 'hello back@2 away@1 twice@2', 'gone away']);
});

test('a hello that the database cannot take keeps nobody else out', async () => {
  refuse = (hellos) => (hellos.some(({ instance }) => instance === 'bad') ? new Error('invalid byte sequence') : null);
  const outcomes = await Promise.allSettled(['first', 'a', 'bad', 'b'].map((each) => register.come(hello(each))));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(written).toEqual(['hello first@1', 'hello a@1', 'hello b@1']);
});

test('while the database is away all hear it at once, and who comes later is written', async () => {
  let tries = 0;
  refuse = () => {
    tries += 1;
    return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: 1_000 }, (_, index) => register.come(hello(`api-${index}`))),
  );
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(tries).toBe(1);
  refuse = () => null;
  await register.come(hello('later'));
  expect(written).toEqual(['hello later@1']);
});
