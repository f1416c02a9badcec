// @ts-check
// Which package may import which, as docs and code review would otherwise have
// to repeat. A package imports only from lower floors.

const TESTS = '\\.(test|stories|bench)\\.ts$|/test-support/';

/** Each package with the packages that it may import. @type {Record<string, string[]>} */
const MAY_IMPORT = {
  protocol: [],
  core: ['protocol'],
  client: ['protocol'],
  'store-test-support': ['protocol', 'core'],
  'store-sqlite': ['protocol', 'core', 'store-test-support'],
  'store-postgres': ['protocol', 'core', 'store-test-support'],
  agents: ['protocol', 'core', 'store-test-support'],
  server: ['protocol', 'core', 'store-test-support'],
  elements: ['protocol', 'client'],
  cli: ['protocol', 'core', 'client', 'store-test-support', 'store-sqlite', 'agents', 'server', 'elements'],
};

/** Packages that run in a browser as well. */
const WITHOUT_NODE = ['protocol', 'core', 'client', 'elements'];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const floors = Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
  name: `floor-of-${name}`,
  comment: `${name} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other package'}.`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: {
    path: '^packages/|/@agent-chat/|^@agent-chat/',
    pathNot: [name, ...allowed].map((each) => `^packages/${each}/`),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...floors,
    {
      name: 'only-listed-packages',
      comment: 'A new package gets its floor in .dependency-cruiser.mjs first.',
      severity: 'error',
      from: {
        path: '^packages/',
        pathNot: [...Object.keys(MAY_IMPORT), 'integration'].map((name) => `^packages/${name}/`),
      },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: 'Modules that import each other cannot be understood or loaded one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-node-in-portable-code',
      comment: 'This code runs in browsers and edge runtimes too.',
      severity: 'error',
      from: {
        path: [`^packages/(${WITHOUT_NODE.join('|')})/src/`, '^packages/server/src/'],
        pathNot: [TESTS, '^packages/server/src/node/'],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'portable-server-without-adapter',
      comment: 'The Node adapter of the server is an entry point of its own.',
      severity: 'error',
      from: { path: '^packages/server/src/', pathNot: [TESTS, '^packages/server/src/node/'] },
      to: { path: ['^packages/server/src/node/', 'node_modules/(@hono/node-server|ws)/'] },
    },
    {
      name: 'index-is-for-outsiders',
      comment: 'index.ts is the entry point for other packages: inside, import the file itself.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/', pathNot: TESTS },
      to: { path: ['^packages/$1/src/index\\.ts$', '^packages/$1/src/.+/index\\.ts$'] },
    },
    {
      name: 'packages-by-their-name',
      comment: 'Another package is imported by its name and entry point, not by a path into it.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'test-support-only-in-tests',
      comment: 'It is not published: what ships must not need it.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: [TESTS, '^packages/(store-test-support|integration)/'] },
      to: { path: ['^packages/store-test-support/', '/test-support/'] },
    },
    {
      name: 'model-sdks-only-in-their-adapter',
      comment: 'The model SDKs are optional: only src/ai-sdk may need them.',
      severity: 'error',
      from: { path: '^packages/agents/src/', pathNot: ['^packages/agents/src/ai-sdk/', TESTS] },
      to: { path: ['node_modules/(ai|@ai-sdk/[^/]+)/', '^packages/agents/src/ai-sdk/'] },
    },
    {
      name: 'dependencies-that-ship',
      comment: 'What published code imports must be in dependencies or peerDependencies.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: [TESTS, '^packages/integration/'] },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer', 'type-only'],
      },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '^packages/[^/]+/(dist|coverage)/|^packages/cli/page/|^packages/[^/]+/tsup\\.config\\.ts$',
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@agent-chat/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.d.ts'],
    },
  },
};
