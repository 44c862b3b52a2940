import { expect, test } from 'vitest';
import { Cli } from '../cli.ts';
import { buildProgram } from '../program.ts';
import { wantedAt } from './candidates.ts';

const program = buildProgram(new Cli(process));

function words(...line: string[]): string[] {
  const wanted = wantedAt(program, line);
  return wanted.kind === 'words' ? wanted.words.map(([word]) => word) : [wanted.kind];
}

test('commands at the beginning, inner commands behind their command, never a hidden one', () => {
  expect(words('')).toEqual(expect.arrayContaining(['halt', 'watch', 'doctor', 'completion']));
  expect(words('')).not.toContain('__complete');
  expect(words('scenarios', '')).toEqual(expect.arrayContaining(['list', 'show', 'lint', 'apply']));
});

test('options of the command that is typed, the value of an option is not taken for an argument', () => {
  expect(words('halt', '--')).toEqual(expect.arrayContaining(['--all', '--reason', '--json']));
  expect(words('run', '--percent', '')).toEqual([]);
  expect(wantedAt(program, ['run', '--percent', '2', ''])).toEqual({ kind: 'live', of: 'scenario', command: 'run' });
  expect(wantedAt(program, ['run', '--wait', ''])).toEqual({ kind: 'live', of: 'scenario', command: 'run' });
});

test('one argument is one argument: behind it comes nothing more', () => {
  expect(wantedAt(program, ['pause', ''])).toEqual({ kind: 'live', of: 'experiment', command: 'pause' });
  expect(words('pause', 'e7k2m9q4x1', '')).toEqual([]);
});

test('files where files are meant, shells where shells are meant', () => {
  expect(words('scenarios', 'lint', 'a.yaml', '')).toEqual(['files']);
  expect(words('scenarios', 'apply', '-f', '')).toEqual(['files']);
  expect(words('scenarios', 'apply', '--file', 'a.yaml', '')).toEqual(['files']);
  expect(words('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('what the program does not know is completed with nothing', () => {
  expect(words('hatl', '')).not.toContain('--all');
  expect(words('hatl', '--al', '')).toBeInstanceOf(Array);
});
