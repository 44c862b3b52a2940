type YamlProblem = { line: number | null; message: string };
export type ReadYaml<T> = { document: T | null; problems: YamlProblem[] };

/** What the server says of a text: with a line what does not fit its form, without one what limits refuse. */
type Lint = (yaml: string) => Promise<{
  readonly problems: readonly { line: number | null; field: string; message: string }[];
}>;

/**
 * Reads one document of a kind from YAML as somebody types it. Syntax is told at once; the rest is the server's to say, by
 * `lint`. The parser comes with the first use: most documents are made without it.
 */
export async function readYaml<T extends { kind: string }>(
  text: string,
  { kind, lint }: { kind: T['kind']; lint: Lint },
): Promise<ReadYaml<T>> {
  const { parseAllDocuments, LineCounter } = await import('yaml');
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents) || documents.length !== 1) return none(`must hold one ${kind} and nothing else`);
  const [document] = documents;
  const errors = document?.errors ?? [];
  if (errors.length > 0) {
    const problems = errors.map(({ pos, message }) => ({
      line: lines.linePos(pos[0]).line,
      message: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'is no YAML',
    }));
    return { document: null, problems };
  }
  const { problems } = await lint(text);
  const told = problems.map(({ line, field, message }) => ({ line, message: `${field}: ${message}` }));
  // What has a line does not fit the form of the kind; the rest is said beside the form too.
  if (problems.some(({ line }) => line !== null)) return { document: null, problems: told };
  const value: unknown = document?.toJS();
  return isOf<T>(value, kind) ? { document: value, problems: told } : none(`must begin with kind: ${kind}`);
}

function none(message: string): { document: null; problems: YamlProblem[] } {
  return { document: null, problems: [{ line: null, message }] };
}

function isOf<T extends { kind: string }>(value: unknown, kind: T['kind']): value is T {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
