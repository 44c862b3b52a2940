import { expect, test } from 'vitest';
import { parseCommand } from './settings.ts';

const start = (env: NodeJS.ProcessEnv, args: string[] = []) => {
  const command = parseCommand(args, env, '/srv');
  if (command.kind !== 'start') throw new Error('expected a start');
  return command.settings;
};

test('without any setting everything runs on this machine alone, with the demo', () => {
  expect(start({})).toEqual({
    port: 7070,
    host: '127.0.0.1',
    dataDir: '/srv/.hormesis',
    databaseUrl: null,
    adminToken: null,
    demo: true,
  });
});

test('an empty variable is one that is not set', () => {
  expect(start({ HORMESIS_PORT: '', DATABASE_URL: '', HORMESIS_ADMIN_TOKEN: '' })).toEqual(start({}));
});

test.each(['abc', '-1', '70000', '7070.5', '0x10', ' 7070', '1e3'])(
  'a port %j is refused by name, value and range',
  (port) => {
    expect(() => start({ HORMESIS_PORT: port })).toThrow(
      `HORMESIS_PORT is ${JSON.stringify(port)}: allowed is a whole number from 0`,
    );
  },
);

test('the last ports leave no room for the demo, and are fine without it', () => {
  expect(() => start({ HORMESIS_PORT: '65530' })).toThrow(/to 65524, as the demo needs the 11 ports after it/);
  expect(start({ HORMESIS_PORT: '65530' }, ['--no-demo']).port).toBe(65_530);
});

test('a bad database address is refused without showing it, as it may hold a password', () => {
  const secret = 'mysql://root:hunter2@db/shop';
  expect(() => start({ DATABASE_URL: secret })).toThrow(/^DATABASE_URL is not an address of a PostgreSQL/);
  expect(() => start({ DATABASE_URL: secret })).not.toThrow(/hunter2/);
});

test('a short token is refused without showing it', () => {
  expect(() => start({ HORMESIS_ADMIN_TOKEN: 'hunter2' })).toThrow(
    /^HORMESIS_ADMIN_TOKEN has 7 characters: allowed are 16/,
  );
});

test('an unknown argument is named, and help wins over starting', () => {
  expect(() => start({}, ['--nodemo'])).toThrow('unknown argument "--nodemo": allowed are --no-demo and --help');
  expect(parseCommand(['--no-demo', '--help'], {}, '/srv').kind).toBe('help');
});

test('a token that the control plane would refuse is refused before anything starts', () => {
  const parse = (length: number) => parseCommand([], { HORMESIS_ADMIN_TOKEN: 'x'.repeat(length) }, '/');
  expect(parse(200)).toMatchObject({ settings: { adminToken: 'x'.repeat(200) } });
  for (const length of [15, 201])
    expect(() => parse(length)).toThrow(`has ${length} characters: allowed are 16 to 200`);
});
