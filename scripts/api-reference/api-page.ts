import type { ApiRoute } from '../../contract/src/api-route.ts';
import { apiRoutes } from '../../contract/src/api-routes.ts';
import { errorCodes } from '../../contract/src/errors.ts';
import { API_PREFIX, IDEMPOTENCY_KEY_HEADER } from '../../contract/src/http-api.ts';
import type { OpenApiDocument, Operation } from '../../contract/src/open-api.ts';
import { compactJson } from './compact-json.ts';
import { schemaTables, typeText } from './schema-table.ts';

const INTRODUCTION = `# REST API

Made from the contract by \`npm run openapi\`; change \`contract/src\`, not this page. The same as an
OpenAPI 3.1 document: [openapi.json](openapi.json), which every control plane also serves at \`GET ${API_PREFIX}/openapi.json\`.

- Everything is below \`${API_PREFIX}\` and speaks JSON. Shares are integers in parts per million, durations end in \`Ms\`,
  times are ISO 8601 in UTC. Lists answer \`{"items": […]}\`.
- **Sign in** with \`Authorization: Bearer <access token>\`; a browser has a session's cookie. The roles are \`viewer\` (reads),
  \`operator\` (also runs and halts) and \`admin\` (also manages access); each may do what the ones before it may.
- **Every POST carries an \`Idempotency-Key\`**, new for each new action. When no answer came, send the same request with the
  same key again: it is done once and gives its first answer again. A halt is done each time, and its answer tells what
  came of it now. Only signing in has none.
- **Errors** answer \`{"error": {"code", "message", "problems"?, "refusals"?}}\`. A code keeps its meaning for ever; the
  message is for people. All codes are [at the end](#errors).
- New fields may appear in answers at any time; a body with an unknown field is refused.
`;

/** The reference as one page of Markdown: the routes by group, the schemas, the error codes. */
export function apiPage(document: OpenApiDocument): string {
  const operations = new Map(
    Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((each) => [each.operationId, each] as const),
    ),
  );
  const groups = document.tags.map(({ name }) => {
    const routes = apiRoutes.filter(({ group }) => group === name);
    return `## ${name}\n\n${routes.map((route) => routeText(route, operations.get(route.id))).join('\n')}`;
  });
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `### ${name}\n\n${schema.description ? `${schema.description}\n\n` : ''}${schemaTables(schema)}`,
  );
  return [
    INTRODUCTION,
    contents(),
    ...groups,
    `## Schemas\n\nA field with \`?\` may be absent.\n\n${schemas.join('\n')}`,
    errorTable(),
  ].join('\n');
}

function contents(): string {
  const rows = apiRoutes.map(
    (route) =>
      `| ${route.group} | \`${route.method} ${route.path}\` | [${route.summary}](#${anchor(route.summary)}) | ${route.role} |`,
  );
  return ['| group | route | what it does | role |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** The anchor that Markdown makes of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

function routeText(route: ApiRoute, operation: Operation | undefined): string {
  const body = operation?.requestBody?.content['application/json'];
  const [answer] = Object.values(answerOf(route, operation)?.content ?? {});
  const facts = [
    ...Object.entries(route.query ?? {}).map(([name, text]) => `- Query \`${name}\`: ${text}`),
    ...Object.entries(route.optionalQuery ?? {}).map(([name, text]) => `- Query \`${name}\`, optional: ${text}`),
    ...(body ? [`- Body: ${typeText(body.schema)}`] : []),
    `- Answer: \`${route.answer.status}\` with ${answerText(route, answer?.schema)}`,
    ...(route.errors.length > 0 ? [`- Errors: ${[...new Set(route.errors)].map(codeLink).join(', ')}`] : []),
  ];
  const parts = [
    `### ${route.summary}`,
    `\`${route.method} ${API_PREFIX}${route.path}\` · role ${route.role}`,
    ...(route.detail ? [route.detail] : []),
    facts.join('\n'),
    ...(body?.example || answer?.example ? [fenced('sh', curl(route, body?.example))] : []),
    ...(answer?.example ? [fenced('json', compactJson(answer.example))] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function answerOf(route: ApiRoute, operation: Operation | undefined) {
  const response = operation?.responses[route.answer.status];
  return response && 'content' in response ? response : undefined;
}

function answerText(route: ApiRoute, schema: Parameters<typeof typeText>[0]): string {
  const items = typeof schema === 'object' ? schema.properties?.items : undefined;
  if (typeof items === 'object') return `\`items\`: ${typeText(items)}`;
  return route.answer.kind === 'stream' ? `events of ${typeText(schema)}` : typeText(schema);
}

function curl(route: ApiRoute, body: unknown): string {
  const path = route.path.replace(':name', 'ratings-slow').replace(':id', 'e7k2m9q4x1');
  const lines = [
    `curl ${route.method === 'POST' ? '-X POST ' : ''}"$HORMESIS_URL${API_PREFIX}${path}"`,
    ...(route.role === 'anyone' ? [] : [`-H "Authorization: Bearer $HORMESIS_TOKEN"`]),
    ...(route.method === 'POST' && route.role !== 'anyone' ? [`-H "${IDEMPOTENCY_KEY_HEADER}: $(uuidgen)"`] : []),
    ...(body === undefined ? [] : [`-H 'content-type: application/json'`, `-d '${JSON.stringify(body)}'`]),
  ];
  return lines.join(' \\\n  ');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function codeLink(code: string): string {
  return `[\`${code}\`](errors.md#${code})`;
}

function errorTable(): string {
  const rows = Object.entries(errorCodes).map(
    ([code, { status, meaning }]) => `| ${codeLink(code)} | ${status} | ${meaning} |`,
  );
  return [
    '## Errors\n',
    'Routes that need a sign-in may always answer `not_signed_in` and `not_allowed`, every POST `bad_request` and what concerns',
    'its `Idempotency-Key`, and every route `internal` and `database_unavailable`; they are not repeated above.',
    '[Which route gives which code](errors.md).\n',
    '| code | status | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
