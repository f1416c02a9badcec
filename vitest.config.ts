import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

export default defineConfig({
  test: {
    projects,
    // By default one processor would be left idle. More files at a time than processors are little faster,
    // and make what depends on other processes wait for them.
    maxWorkers: '100%',
    // Said once for each test file otherwise. Its other warnings are shown.
    onConsoleLog: (log) => !log.includes('Lit is in dev mode'),
  },
});
