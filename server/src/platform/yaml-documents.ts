import { issuesToProblems, parsing } from '@hormesis/contract/problems.ts';
import type { Problem } from '@hormesis/contract/scenario.ts';
import { type Document, isNode, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { ApiError } from './api-error.ts';

export interface ParsedDocuments<T> {
  readonly documents: readonly { readonly index: number; readonly document: T }[];
  readonly problems: readonly Problem[];
}

/** Reads YAML with one or more documents that fit `schema`; each problem names the document, the line, the field, the value and what is allowed. */
export function parseYamlDocuments<Schema extends z.ZodType>(
  yaml: string,
  schema: Schema,
): ParsedDocuments<z.output<Schema>> {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(yaml, { lineCounter: lines, maxAliasCount: 20 } as Parameters<
    typeof parseAllDocuments
  >[1]);
  const documents: { index: number; document: z.output<Schema> }[] = [];
  const problems: Problem[] = [];
  if (!Array.isArray(parsed) || parsed.length === 0) {
    return { documents, problems: [{ document: 0, line: null, field: '(whole)', message: 'holds no document' }] };
  }
  parsed.forEach((one, index) => {
    const found = readOne(one as Document, index, lines, schema);
    if ('document' in found) documents.push({ index, document: found.document });
    else problems.push(...found.problems);
  });
  return { documents, problems };
}

function readOne<Schema extends z.ZodType>(
  yaml: Document,
  index: number,
  lines: LineCounter,
  schema: Schema,
): { document: z.output<Schema> } | { problems: Problem[] } {
  if (yaml.errors.length > 0) {
    return {
      problems: yaml.errors.map((error) => ({
        document: index,
        line: lines.linePos(error.pos[0]).line,
        field: '(YAML)',
        message: error.message.split('\n')[0] ?? 'is no YAML',
      })),
    };
  }
  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return {
      problems: [
        {
          document: index,
          line: null,
          field: '(YAML)',
          message: error instanceof Error ? error.message : 'cannot be read',
        },
      ],
    };
  }
  const result = schema.safeParse(value, parsing);
  if (result.success) return { document: result.data };
  return {
    problems: issuesToProblems(result.error.issues).map((problem) => ({
      document: index,
      line: lineOf(yaml, problem.field, lines),
      ...problem,
    })),
  };
}

/** The line of the nearest field that stands in the text: a missing field is told at its parent. */
function lineOf(yaml: Document, field: string, lines: LineCounter): number | null {
  const path = field === '(whole)' ? [] : field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? yaml.contents : yaml.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}

/** Problems of a text as one error, each with its line. */
export function invalidDocument(problems: readonly Problem[]): ApiError {
  const told = problems.map(({ line, field, message }) => `${line ? `line ${line}, ` : ''}${field}: ${message}`);
  return new ApiError('invalid_document', told.join('; '), {
    problems: problems.map(({ field, message, line }) => ({
      field,
      message: line ? `line ${line}: ${message}` : message,
    })),
  });
}
