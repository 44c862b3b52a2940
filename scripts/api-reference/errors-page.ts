import { type ApiRoute, errorsOf } from '../../contract/src/api-route.ts';
import { apiRoutes } from '../../contract/src/api-routes.ts';
import { type ErrorCode, errorCodes, refusalCodes } from '../../contract/src/errors.ts';

const INTRODUCTION = `# Error codes

Made from the contract by \`npm run openapi\`; change \`contract/src/errors.ts\`, not this page.

\`\`\`json
{ "error": { "code": "hold_switch_set", "message": "the hold switch is set by ada (region failover); nothing starts until somebody releases it" } }
\`\`\`

\`code\` is for programs and never changes its meaning; \`message\` is for people: what was wrong, the value, and what is allowed.
\`problems\` names the fields of a request or a document that are wrong. \`refusals\` names every limit that refused at once, each
with its code and message; the first one gives the code of the whole. The command line exits with 4 when a limit refused.
`;

/** Every registered code with its status, its meaning and the routes that give it. */
export function errorsPage(): string {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  return [INTRODUCTION, ...codes.map(section)].join('\n');
}

function section(code: ErrorCode): string {
  const { status, meaning } = errorCodes[code];
  const routes = apiRoutes.filter((route) => errorsOf(route).includes(code));
  const limit = refusalCodes.has(code) ? ', refused by a limit' : '';
  return `## \`${code}\`\n\nHTTP ${status}${limit}. ${meaning}\n\nGiven by ${givenBy(routes)}.\n`;
}

function givenBy(routes: readonly ApiRoute[]): string {
  const groups: readonly (readonly [string, readonly ApiRoute[]])[] = [
    ['every route', apiRoutes],
    ['every route that needs a sign-in', apiRoutes.filter(({ role }) => role !== 'anyone')],
    ['every POST', apiRoutes.filter(({ method }) => method === 'POST')],
    ['every POST but signing in', apiRoutes.filter(({ method, role }) => method === 'POST' && role !== 'anyone')],
  ];
  // The largest group that is in it as a whole stands for its members.
  const [name, members] = groups.find(([, all]) => all.every((each) => routes.includes(each))) ?? ['', []];
  const others = routes.filter((route) => !members.includes(route)).map(({ method, path }) => `\`${method} ${path}\``);
  return [...(name ? [name] : []), ...others].join(', ');
}
