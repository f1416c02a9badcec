import { join } from 'node:path';
import { browserSources } from '../../tools/build/browser-sources.mjs';
import { nameRegisteringChunks } from '../../tools/build/registering-chunks.mjs';
import { library } from '../../tools/tsup-preset.mjs';

const source = (path: string): string => join(import.meta.dirname, 'src', path);

/** What a page without a bundler loads, one after the other, each in one file. */
const STAGES = [
  { module: source('browser-start.ts'), isBefore: () => false },
  {
    module: source('chat/chat-parts.ts'),
    // Words and colours are there before anything is painted.
    isBefore: (path: string) => /[\\/](?:messages|themes)[\\/]/.test(path),
  },
];

export default [
  library(
    { index: 'src/index.ts', define: 'src/define.ts' },
    { onSuccess: () => Promise.resolve(nameRegisteringChunks('dist')) },
  ),

  // For pages without a bundler: one stable name to load, what a person needs to type in it,
  // and the rest in chunks that are loaded after.
  library(
    { 'agent-chat': 'src/browser.ts' },
    {
      outDir: 'dist/browser',
      platform: 'browser',
      noExternal: [/.*/],
      minify: true,
      metafile: true,
      esbuildPlugins: [browserSources(STAGES)],
      esbuildOptions(options) {
        options.conditions = ['@agent-chat/source', 'browser', 'production', 'module'];
        options.chunkNames = 'chunk-[hash]';
        options.legalComments = 'none';
      },
    },
  ),
];
