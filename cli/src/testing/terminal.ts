import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ScreenModel } from './screen-model.ts';

const BIN = fileURLToPath(new URL('../../bin/hormesis.js', import.meta.url));
const PATIENCE_MS = 15_000;

export interface Terminal {
  readonly screen: ScreenModel;
  /** Process id of what runs in it. */
  readonly pid: number;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves once the screen holds the text; rejects with the screen when that takes too long. */
  shows(text: string | RegExp): Promise<void>;
  /** Everything that was written, controls and all. */
  raw(): string;
  /** True while the line discipline waits for whole lines and echoes, as a shell expects it. */
  readonly exited: Promise<{ exitCode: number | null; settings: string }>;
  kill(): void;
}

/**
 * Runs a program in a real pseudo terminal, made by `script` of util-linux. Around the program a shell sets the size,
 * tells the terminal's name and its own pid, and in the end the settings that the program left behind.
 */
export async function openTerminal(
  args: readonly string[],
  env: Record<string, string>,
  { columns = 80, rows = 24, program = [process.execPath, BIN] } = {},
): Promise<Terminal> {
  const command = [...program, ...args].map((word) => `'${word}'`).join(' ');
  // The inner sh becomes the program, so that its pid is known and a signal meets it alone.
  const shell = `stty rows ${rows} cols ${columns}; echo "<tty $(tty)>"; sh -c 'echo "<pid $$>"; exec "$@"' sh ${command}; code=$?; echo "<stty $(stty -a | tr '\\n' ' ')>"; exit $code`;
  const child = spawn('script', ['-qfec', shell, '/dev/null'], {
    env: {
      PATH: process.env.PATH,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      SHELL: '/bin/sh',
      XDG_CONFIG_HOME: '/nonexistent',
      ...env,
    },
  });
  const screen = new ScreenModel(columns, rows);
  let raw = '';
  let broken: unknown = null;
  const lookers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
    try {
      screen.write(chunk);
    } catch (error) {
      broken ??= error;
    }
    for (const look of lookers) look();
  });
  const exited = new Promise<{ exitCode: number | null; settings: string }>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, settings: /<stty (.*)>/s.exec(screen.plain)?.[1] ?? '' }));
  });
  const until = <T>(what: string, read: () => T | null) =>
    new Promise<T>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        lookers.delete(look);
        settle();
      };
      const fail = (why: string) => finish(() => reject(new Error(`${why} ${what}:\n${screen.text}\n${screen.plain}`)));
      const timer = setTimeout(() => fail('waited too long for'), PATIENCE_MS);
      const look = () => {
        const found = read();
        if (broken) finish(() => reject(broken));
        else if (found !== null) finish(() => resolve(found));
      };
      lookers.add(look);
      exited.then(() => fail('ended without'));
      look();
    });
  const device = await until('the terminal', () => /<tty (\S+)>/.exec(screen.plain)?.[1] ?? null);
  const pid = Number(await until('the process', () => /<pid (\d+)>/.exec(screen.plain)?.[1] ?? null));
  return {
    screen,
    pid,
    press: (keys) => void child.stdin.write(keys),
    resize: (toColumns, toRows) => {
      screen.resize(toColumns, toRows);
      execFileSync('stty', ['-F', device, 'rows', String(toRows), 'cols', String(toColumns)]);
    },
    shows: (text) =>
      until(
        String(text),
        () => (text instanceof RegExp ? text.test(screen.text) : screen.text.includes(text)) || null,
      ).then(() => {}),
    raw: () => raw,
    exited,
    kill: () => void child.kill('SIGKILL'),
  };
}
