import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

export default defineConfig({
  test: {
    projects,
    // The tests are most of what the test command does; by default one processor would be left idle.
    maxWorkers: '100%',
    // Said once for each test file otherwise. Its other warnings are shown.
    onConsoleLog: (log) => !log.includes('Lit is in dev mode'),
  },
});
