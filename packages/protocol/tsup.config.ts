import { copyFile } from 'node:fs/promises';
import { library } from '../../tools/tsup-preset.mjs';

const DESCRIPTIONS = 'schema/descriptions.json';

/**
 * Every module stays a module of its own: a client needs a part of them, and where schemas are made
 * as a module loads a bundler leaves out only whole modules.
 */
export default library(
  { index: 'src/index.ts' },
  {
    entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/test-support/**'],
    bundle: false,
    splitting: false,
    esbuildOptions(esbuild) {
      // Every platform that is supported has them, and what stands there is JSON.
      esbuild.supported = { ...esbuild.supported, 'import-attributes': true };
    },
    onSuccess: () => copyFile(`src/${DESCRIPTIONS}`, `dist/${DESCRIPTIONS}`),
  },
);
