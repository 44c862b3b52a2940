/**
 * Who may import whom. `core` decides and knows nobody; features of the server and of the page do not know each other;
 * what only tests or the demo need never reaches what is shipped.
 */
const testFile = '[.]test[.]tsx?$';
/** Tests and what stands in a `test` folder beside them may use the harness and foreign parts. */
const tests = `${testFile}|/test/`;
/** Where the files of a package lie, for paths of both kinds: by folder, and by package name through node_modules. */
const HOUSE = '^(contract|agents|server|web|cli|demo|supervisor|test|scripts)/';

/** `folder` may import itself and `allowed`, nothing else of this repository. Its tests may also use the harness. */
function only(name, folder, allowed, because) {
  const inside = [folder, ...allowed].map((each) => `^${each}/`);
  return {
    name,
    severity: 'error',
    comment: because,
    from: { path: `^${folder}/`, pathNot: [tests] },
    to: { path: HOUSE, pathNot: inside },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one thing in two places, or one of them needs a port.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'The decision has no dependencies, not even on Node: what it needs is passed in.',
      from: { path: '^agents/core/', pathNot: [tests] },
      to: { pathNot: '^agents/core/' },
    },
    only('contract-knows-nobody', 'contract', [], 'Everybody imports the contract.'),
    only('link', 'agents/link', ['agents/core', 'contract'], 'The line to the control plane knows no language plane.'),
    {
      name: 'link-takes-types-of-contract',
      severity: 'error',
      comment: 'zod stays out of other people’s processes: the contract is there for the compiler only.',
      from: { path: '^agents/', pathNot: [tests] },
      to: { path: '^contract/', dependencyTypesNot: ['type-only'] },
    },
    only('node-agent', 'agents/node', ['agents/link', 'agents/core'], 'A language plane knows the link and the core.'),
    only(
      'server',
      'server',
      ['contract', 'agents/core'],
      'The control plane shares words and the decision with agents.',
    ),
    {
      name: 'features-know-only-themselves',
      severity: 'error',
      comment: 'A feature that needs another declares a port; server/src/app/compose.ts supplies it.',
      from: { path: '^server/src/features/([^/]+)/', pathNot: [tests] },
      to: { path: '^server/src/(features|app)/', pathNot: '^server/src/features/$1/' },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      comment: 'The platform is below everything in the server.',
      from: { path: '^server/src/platform/', pathNot: [tests] },
      to: { path: '^server/src/(features|app)/' },
    },
    only('web', 'web', ['contract'], 'The page speaks REST.'),
    {
      name: 'page-features-know-only-themselves',
      severity: 'error',
      comment: 'Pages in web/src/app compose features; features never import each other.',
      from: { path: '^web/src/features/([^/]+)/', pathNot: [tests] },
      to: { path: '^web/src/(features|app)/', pathNot: '^web/src/features/$1/' },
    },
    only('cli', 'cli', ['contract'], 'The CLI is a client of the REST API like any other.'),
    only('demo', 'demo', ['agents/node'], 'The demo is what a user’s fleet would be.'),
    only('supervisor', 'supervisor', ['contract'], 'It starts processes and imports none of them.'),
    {
      name: 'nobody-imports-test-or-demo',
      severity: 'error',
      comment: 'What is shipped must work without them.',
      from: { pathNot: ['^test/', '^demo/', tests, '^vitest[.][a-z.]*config[.]ts$'] },
      to: { path: '^(test|demo)/' },
    },
    {
      name: 'no-test-of-others',
      severity: 'error',
      comment: 'A test is the end of a chain of imports.',
      from: {},
      to: { path: testFile },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'Each import leads to a file, and each package to an entry of the package.json beside it.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|[.]hormesis|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
