import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import type { TestProjectConfiguration, TestProjectInlineConfiguration } from 'vitest/config';
import { browserDependencies } from './tools/browser-dependencies.mjs';
import { chromiumLaunch, findChromium, findFirefox } from './tools/browsers.mjs';
import { firefoxProvider } from './tools/firefox-provider.js';
import { hostileAddresses, hostileCorpora, urlCases } from './tools/hostile-corpora.mjs';
import { markdownCases, slowMarkdown } from './tools/markdown-cases.mjs';
import { webKitProvider } from './tools/webkit-provider.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests import the sources of other packages, never their builds. */
const source = '@agent-chat/source';
const browserConditions = [source, 'module', 'browser', 'development|production'];

const nodePackages = [
  'protocol',
  'core',
  'client',
  'store-sqlite',
  'store-postgres',
  'agents',
  'server',
  'cli',
  'integration',
].filter((name) => existsSync(here(`packages/${name}`)));

const chromium = findChromium();
const firefox = findFirefox();
const chromiumOptions = { launchOptions: chromiumLaunch() };
const engines = {
  chromium: { browser: 'chromium' as const, provider: playwright(chromiumOptions) },
  /** Nothing fades in: what looks at the colours of a page sees those that stay. */
  still: {
    browser: 'chromium' as const,
    provider: playwright({ ...chromiumOptions, contextOptions: { reducedMotion: 'reduce' } }),
  },
  firefox: { browser: 'firefox' as const, provider: firefoxProvider(firefox) },
};
type Engine = keyof typeof engines;

/** For what hangs, not for what is slow: disks, browsers and processes are real, and shared. */
const isFullTest = process.env['AGENT_CHAT_TEST'] === 'full';
const patience = {
  testTimeout: isFullTest ? 300_000 : 30_000,
  hookTimeout: 30_000,
  expect: { poll: { timeout: 20_000 } },
};
/**
 * What works with real browsers, processes, databases and sockets is tried once more when it fails on a
 * busy machine, and named at the end. In full runs, and where nothing depends on time, it is not.
 */
const secondTry = { retry: isFullTest ? 0 : 1 };
const TIMELESS = ['protocol', 'core'];
const CONNECT_TIMEOUT_MS = 180_000;

const inBrowser = (names: readonly Engine[]) => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  connectTimeout: CONNECT_TIMEOUT_MS,
  provider: playwright(),
  instances: names.map((name) => ({ ...engines[name] })), // copied: Vitest writes names into them
});

const wanted = (process.env['BROWSERS'] ?? 'chromium').split(',').filter(Boolean) as Engine[];

/** The browser and the port of its driver, which the test command has started. */
const { WEBKIT_PATH: webKit, WEBKIT_DRIVER_PORT: webKitPort } = process.env;

/**
 * Files share a process or a page, and with it what they import: to load it anew for each took most of
 * their time, and no module of ours keeps any state.
 */
const isolate = false;

/** So what one test puts in the place of something global is gone before the next, also where it fails. */
const asItWas = { restoreMocks: true, unstubGlobals: true };

/**
 * Of tests of a file that say that they may run at the same time. One works while the other waits; more
 * would have browsers and processes wait for each other.
 */
const maxConcurrency = 2;

/** What runs beside the tests of a package for as long as they do. */
const postgres = here('packages/store-postgres/src/test-support/global-setup.ts');
const servers: Partial<Record<string, string>> = { 'store-postgres': postgres, integration: postgres };

const nodeProject = (name: string): TestProjectConfiguration => ({
  ssr: { resolve: { conditions: [source] } },
  test: {
    name,
    root: here(`packages/${name}`),
    include: ['src/**/*.test.ts'],
    environment: 'node',
    setupFiles: [here('tools/seeded-properties.ts')],
    isolate,
    ...asItWas,
    maxConcurrency,
    env: {
      // For tests that start processes of their own: these run the sources, which are compiled once.
      NODE_COMPILE_CACHE: here('node_modules/.agent-chat/compiled'),
      // For tests that start a browser of their own.
      ...(chromium && { CHROMIUM_PATH: chromium }),
    },
    ...patience,
    ...(!TIMELESS.includes(name) && secondTry),
    ...(servers[name] && { globalSetup: servers[name] }),
  },
});

/** Storybook asks Vite for React, which is not here and not needed. */
const withoutReact: Plugin = {
  name: 'without-react',
  enforce: 'post',
  config(config) {
    const { optimizeDeps } = config;
    if (optimizeDeps?.include) {
      optimizeDeps.include = optimizeDeps.include.filter((name) => !/^react(-dom)?(\/|$)/.test(name));
    }
  },
};

type BrowserOptions = NonNullable<NonNullable<TestProjectInlineConfiguration['test']>['browser']>;

/** Tests of what a page has not loaded yet. */
const ALONE = 'src/**/*.alone.test.ts';

const elements = (
  name: string,
  browser: BrowserOptions,
  files: { include?: string[]; exclude?: string[]; isolate?: boolean } = {},
): TestProjectInlineConfiguration => ({
  resolve: {
    conditions: browserConditions,
    alias: { '@web/test-runner-commands': here('tools/wtr-commands-stub.mjs') },
  },
  optimizeDeps: { include: browserDependencies() },
  test: {
    name,
    root: here('packages/elements'),
    include: ['src/**/*.test.ts'],
    ...files,
    ...asItWas,
    setupFiles: [here('tools/browser-setup.ts')],
    ...patience,
    ...secondTry,
    provide: {
      hostileCorpora: hostileCorpora(),
      hostileAddresses: hostileAddresses(),
      urlCases: urlCases(),
      markdownCases: markdownCases(),
      slowMarkdown: slowMarkdown(),
      isFullTest,
    },
    browser,
  },
});

/** It has real windows: the screen that they are on is none. */
const elementsInWebKit = (path: string, port: string): TestProjectConfiguration =>
  elements('elements (webkit)', {
    enabled: true,
    headless: false,
    screenshotFailures: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    provider: webKitProvider(path, Number(port)),
    instances: [{ browser: 'safari' }],
  });

export default [
  ...nodePackages.map(nodeProject),
  ...(wanted.length > 0
    ? [
        elements('elements', inBrowser(wanted), { exclude: [ALONE], isolate }),
        elements('elements, alone', inBrowser(wanted), { include: [ALONE] }),
      ]
    : []),
  ...(webKit && webKitPort ? [elementsInWebKit(webKit, webKitPort)] : []),
  {
    plugins: [storybookTest({ configDir: here('.storybook') }), withoutReact],
    // Storybook works from the root of the repository, which sees the packages only.
    optimizeDeps: { include: browserDependencies().map((name) => `@agent-chat/elements > ${name}`) },
    test: { name: 'storybook', isolate, ...patience, ...secondTry, browser: inBrowser(['still']) },
  },
] satisfies TestProjectConfiguration[];
