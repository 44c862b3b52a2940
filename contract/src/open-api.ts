import { type ApiComponents, apiComponents, type JsonSchema } from './api-components.ts';
import { type ApiRoute, errorsOf, needsIdempotencyKey } from './api-route.ts';
import { apiRoutes } from './api-routes.ts';
import { type ErrorCode, errorCodes } from './errors.ts';
import { API_PREFIX, IDEMPOTENCY_KEY_HEADER, SESSION_COOKIE } from './http-api.ts';

/** What an operation is shown with, by its id. */
export interface Example {
  readonly body?: unknown;
  readonly answer?: unknown;
}

interface Media {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Reference {
  readonly $ref: string;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly 'x-role': string;
  readonly security?: readonly [];
  readonly parameters?: readonly object[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: object;
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly object[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Record<string, Operation>>>;
  readonly components: { readonly schemas: Record<string, JsonSchema> } & Readonly<Record<string, object>>;
}

/** The REST API as an OpenAPI document: the declared routes, their schemas and what they refuse. */
export function openApiDocument(version: string, examples: Readonly<Record<string, Example>> = {}): OpenApiDocument {
  const components = apiComponents();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of apiRoutes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components, examples[route.id]) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Hormesis',
      version,
      description: 'Failure injection testing for live traffic: the REST API of the control plane.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: API_PREFIX }],
    security: [{ bearer: [] }, { session: [] }],
    tags: [...new Set(apiRoutes.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      responses: refusalsByCode(),
      parameters: { IdempotencyKey: idempotencyKey() },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token.' },
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'The session of a browser.' },
      },
    },
  };
}

function idempotencyKey(): object {
  return {
    name: IDEMPOTENCY_KEY_HEADER,
    in: 'header',
    required: true,
    description:
      'New for each new action, the same when it is repeated: a repeat gets the first answer again. Only a halt is done each time.',
    schema: { type: 'string', minLength: 8, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
  };
}

function operation(route: ApiRoute, components: ApiComponents, example: Example = {}): Operation {
  const parameters = parametersOf(route);
  return {
    operationId: route.id,
    tags: [route.group],
    summary: route.summary,
    ...(route.detail ? { description: route.detail } : {}),
    'x-role': route.role,
    ...(route.role === 'anyone' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            // A body whose fields all have defaults may be left out.
            required: !route.body.safeParse({}).success,
            content: { 'application/json': media(components.body(route.body), example.body) },
          },
        }
      : {}),
    responses: { [route.answer.status]: success(route, components, example), ...refusals(route) },
  };
}

function media(schema: JsonSchema, example: unknown): Media {
  return example === undefined ? { schema } : { schema, example };
}

function parametersOf(route: ApiRoute): object[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = [
    ...Object.entries(route.query ?? {}).map(([name, description]) => ({ name, description, required: true })),
    ...Object.entries(route.optionalQuery ?? {}).map(([name, description]) => ({ name, description, required: false })),
  ].map((parameter) => ({ ...parameter, in: 'query', schema: { type: 'string' } }));
  const key = needsIdempotencyKey(route) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [];
  return [...inPath, ...inQuery, ...key];
}

function success({ answer }: ApiRoute, components: ApiComponents, example: Example): Response {
  const type = answer.kind === 'stream' ? 'text/event-stream' : 'application/json';
  return {
    description: answer.status === 201 ? 'Created' : 'Done',
    content: {
      [type]: media(components.answer(answer.schema), example.answer),
      ...(answer.markdown ? { 'text/markdown': media({ type: 'string' }, undefined) } : {}),
    },
  };
}

/** The error answers by status, each with the codes that have it. */
function refusals(route: ApiRoute): Record<string, Response | Reference> {
  const codes = errorsOf(route);
  const statuses = [...new Set(codes.map((code) => errorCodes[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const same = codes.filter((code) => errorCodes[code].status === status);
      const told = same.length === 1 ? { $ref: `#/components/responses/${same[0]}` } : refusal(same);
      return [String(status), told];
    }),
  );
}

function refusal(codes: readonly ErrorCode[]): Response {
  return {
    description: codes.map((code) => `- \`${code}\`: ${errorCodes[code].meaning}`).join('\n'),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
}

function refusalsByCode(): Record<string, Response> {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  return Object.fromEntries(codes.map((code) => [code, refusal([code])]));
}
