import { library } from '../../tools/tsup-preset.mjs';

export default [
  library({ index: 'src/index.ts', define: 'src/define.ts' }),

  // For pages without a bundler: one stable name to load, everything in it,
  // and what is needed late (cards, code colours) in chunks that are.
  library(
    { 'agent-chat': 'src/define.ts' },
    {
      outDir: 'dist/browser',
      platform: 'browser',
      noExternal: [/.*/],
      minify: true,
      metafile: true,
      esbuildOptions(options) {
        options.conditions = ['@agent-chat/source', 'browser', 'production', 'module'];
        options.chunkNames = 'chunk-[hash]';
        options.legalComments = 'none';
      },
    },
  ),
];
