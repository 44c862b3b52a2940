import { type Identity, identity } from '@hormesis/contract/access.ts';
import type { Command } from 'commander';
import { DEFAULT_URL, isReadableOnTheWay, type LoginTarget, parseLoginTarget } from '../address.ts';
import type { Cli } from '../cli.ts';
import { usageError } from '../cli-error.ts';
import { Client } from '../client.ts';
import { command } from '../command.ts';
import { configPath, writeLogin } from '../config-file.ts';
import { readToken } from '../read-token.ts';

export function loginCommand(cli: Cli): Command {
  return command('login', 'remember where the control plane is, and a token for it', [
    'login http://127.0.0.1:7070',
    "login 'http://127.0.0.1:7070/sign-in#…'",
    'login https://hormesis.example.org < token.txt',
  ])
    .argument('[url]', `address of the control plane, or the sign-in link it printed (default: ${DEFAULT_URL})`)
    .option(
      '--token <token>',
      'the token; without it, it is asked for, or read from a pipe (a token on a command line can be seen by others)',
    )
    .action(async (url: string | undefined, { token }: { token?: string }) => {
      const target = parseLoginTarget(url ?? (cli.env.HORMESIS_URL || DEFAULT_URL));
      const login = { url: target.url, token: await tokenFor(cli, target, token) };
      // Asked before anything is stored, so that a wrong token is told now and the last good login is kept.
      const who = await new Client(login).get('/session', identity);
      await writeLogin(configPath(cli.env), login);
      for (const warning of warnings(cli.env, target)) cli.output.note(warning);
      cli.output.result({ url: login.url, ...who }, () => [signedIn(login.url, who)]);
    });
}

async function tokenFor(cli: Cli, target: LoginTarget, given: string | undefined): Promise<string> {
  if (target.code !== null && given !== undefined) throw usageError('give the sign-in link or --token, not both');
  return target.code ?? given ?? (await readToken(cli.stdin, (text) => process.stderr.write(text)));
}

function signedIn(url: string, { name, role }: Identity): string {
  return `Signed in at ${url} as ${name} (${role}).`;
}

function warnings(env: NodeJS.ProcessEnv, target: LoginTarget): string[] {
  return [
    ...(target.code !== null
      ? ['The code of a sign-in link holds for twelve hours. For longer, log in with an access token.']
      : []),
    ...(isReadableOnTheWay(target.url)
      ? ['Warning: the token travels unencrypted to another machine; use https.']
      : []),
    ...(env.HORMESIS_TOKEN || env.HORMESIS_URL
      ? ['Note: HORMESIS_URL or HORMESIS_TOKEN is set and wins over what was stored now.']
      : []),
  ];
}
