import { type AccessToken, accessRole, accessToken, createdToken } from '@hormesis/contract/access.ts';
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { addUsual, command } from '../command.ts';
import { localTime } from '../experiment-text.ts';
import { itemsOf } from '../items.ts';
import { table } from '../table.ts';

export function accessCommand(cli: Cli): Command {
  const parent = command('access', 'the tokens of people, scripts and agents (needs the role admin)', [
    'access',
    'access create "night shift" --role operator',
    'access revoke k2m9q4x1ab --reason "moved on"',
  ]).alias('tokens');
  return addUsual(parent, listCommand(cli)).addCommand(createCommand(cli)).addCommand(revokeCommand(cli));
}

function listCommand(cli: Cli): Command {
  return command('list', 'every living token, newest first', ['access list']).action(async () => {
    const client = await cli.connect();
    const answer = await client.get('/access-tokens', itemsOf(accessToken));
    cli.output.result(answer, () => tokenLines(answer.items));
  });
}

function createCommand(cli: Cli): Command {
  return command('create', 'make a token; its text is told this once', ['access create pipeline --role operator'])
    .argument('<name>', 'a person, a script or a fleet; it stands in every timeline')
    .addOption(new Option('--role <role>', 'what it may do').choices(accessRole.options).makeOptionMandatory())
    .action(async (name: string, { role }: { role: string }) => {
      const client = await cli.connect();
      const created = await client.post('/access-tokens', { name, role }, createdToken);
      cli.output.result(created, () => [created.token]);
      if (!cli.output.json)
        cli.output.note(
          `This is the token of ${name}, ${role}. Keep it: only a hash is kept here. Its id is ${created.id}.`,
        );
    });
}

function revokeCommand(cli: Cli): Command {
  return command('revoke', 'end a token at once, and the browser sessions of its name', ['access revoke k2m9q4x1ab'])
    .argument('<id>', 'the id of a token, from "hormesis access"')
    .option('--reason <text>', 'why; kept in the record', '')
    .action(async (id: string, { reason }: { reason: string }) => {
      const client = await cli.connect();
      const revoked = await client.post(`/access-tokens/${encodeURIComponent(id)}/revoke`, { reason }, accessToken);
      cli.output.result(revoked, () => [`The token of ${revoked.name}, ${revoked.role}, is revoked.`]);
    });
}

function tokenLines(tokens: readonly AccessToken[]): string[] {
  return table(
    ['id', 'name', 'role', 'made', 'last used'],
    tokens.map(({ id, name, role, createdAt, lastUsedAt }) => [
      id,
      name,
      role,
      localTime(createdAt),
      lastUsedAt ? localTime(lastUsedAt) : 'never',
    ]),
  );
}
