import { compactCss } from '../../tools/build/compact-css.mjs';
import { nameRegisteringChunks } from '../../tools/build/registering-chunks.mjs';
import { library } from '../../tools/tsup-preset.mjs';

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
      esbuildPlugins: [compactCss()],
      esbuildOptions(options) {
        options.conditions = ['@agent-chat/source', 'browser', 'production', 'module'];
        options.chunkNames = 'chunk-[hash]';
        options.legalComments = 'none';
      },
    },
  ),
];
