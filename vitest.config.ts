import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

export default defineConfig({
  test: {
    projects,
    // Said once for each test file otherwise. Its other warnings are shown.
    onConsoleLog: (log) => !log.includes('Lit is in dev mode'),
  },
});
