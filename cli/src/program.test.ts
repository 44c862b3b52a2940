import { expect, test } from 'vitest';
import { Cli } from './cli.ts';
import { buildProgram } from './program.ts';
import { runCli } from './testing/run-cli.ts';

const program = buildProgram(new Cli(process));
const every = program.commands.flatMap((command) => [command, ...command.commands]);

test('every command knows --json, says what it does and gives an example', () => {
  expect(every.length).toBeGreaterThan(15);
  for (const command of every) {
    expect(command.description(), command.name()).not.toBe('');
    expect(
      command.options.map(({ long }) => long),
      command.name(),
    ).toContain('--json');
    let help = '';
    const writeOut = (text: string) => {
      help += text;
    };
    command.configureOutput({ writeOut }).outputHelp();
    expect(help, command.name()).toMatch(/Examples:\n {2}\$ hormesis /);
  }
});

test('a mistyped halt is answered with halt', async () => {
  const { exitCode, stderr } = await runCli(['hatl', '--all'], {});
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Did you mean halt?');
});

test('a mistyped command of a group is told to be unknown, and what the group has', async () => {
  const { exitCode, stderr } = await runCli(['scenarios', 'check', 'mine.yaml'], {});
  expect(exitCode).toBe(1);
  expect(stderr).toContain("unknown command 'check'; scenarios has list, show, init, lint, apply");
});

test('in a pipe there are no colours and no cursor movements', async () => {
  const { stderr } = await runCli(['status'], { HORMESIS_URL: 'http://127.0.0.1:1' });
  expect(stderr).not.toContain('\u001b');
});
