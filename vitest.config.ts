import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

export default defineConfig({
  test: {
    projects,
    // By default one processor would be left idle; many tests wait for disks, browsers and processes.
    maxWorkers: '150%',
    // Said once for each test file otherwise. Its other warnings are shown.
    onConsoleLog: (log) => !log.includes('Lit is in dev mode'),
  },
});
