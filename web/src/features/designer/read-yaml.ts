import type { LintResult, Scenario } from '@hormesis/contract/scenario.ts';

export type YamlProblem = { line: number | null; message: string };
export type ReadYaml = { scenario: Scenario | null; problems: YamlProblem[] };

/**
 * Reads one scenario from YAML as somebody types it. Syntax is told at once; the rest is the server's to say, by `lint`.
 * The parser comes with the first use: most designs are made without it.
 */
export async function readYaml(text: string, lint: (yaml: string) => Promise<LintResult>): Promise<ReadYaml> {
  const { parseAllDocuments, LineCounter } = await import('yaml');
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents) || documents.length !== 1) return none('must hold one scenario and nothing else');
  const [document] = documents;
  const errors = document?.errors ?? [];
  if (errors.length > 0) {
    const problems = errors.map(({ pos, message }) => ({
      line: lines.linePos(pos[0]).line,
      message: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'is no YAML',
    }));
    return { scenario: null, problems };
  }
  const { problems } = await lint(text);
  const told = problems.map(({ line, field, message }) => ({ line, message: `${field}: ${message}` }));
  // What has a line does not fit the form of a scenario; the rest are limits, which the preview tells too.
  if (problems.some(({ line }) => line !== null)) return { scenario: null, problems: told };
  const value: unknown = document?.toJS();
  return isScenario(value) ? { scenario: value, problems: told } : none('must be a scenario: kind: Scenario');
}

function none(message: string): ReadYaml {
  return { scenario: null, problems: [{ line: null, message }] };
}

function isScenario(value: unknown): value is Scenario {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Scenario';
}
