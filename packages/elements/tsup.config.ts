import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { browserSources } from '../../tools/build/browser-sources.mjs';
import { writePinnedFiles } from '../../tools/build/pinned-files.mjs';
import { importFirst, nameRegisteringChunks } from '../../tools/build/registering-chunks.mjs';
import { terser } from '../../tools/build/terser.mjs';
import { library } from '../../tools/tsup-preset.mjs';

const source = (path: string): string => join(import.meta.dirname, 'src', path);

/** The words in place of elements that cannot be: nothing that they need may be waited for. */
const isInPlaceOfAll = (path: string): boolean => /[\\/]policy-notices\.ts$/.test(path);

/** What a page without a bundler loads, one after the other, each in one file. */
const STAGES = [
  { module: source('browser-start.ts'), isBefore: isInPlaceOfAll },
  {
    module: source('chat/chat-parts.ts'),
    // Words and colours are there before anything is painted.
    isBefore: (path: string) => isInPlaceOfAll(path) || /[\\/](?:messages|themes)[\\/]/.test(path),
  },
];

/** Files that need no other, for browsers. */
const ALONE = {
  outDir: 'dist/browser',
  platform: 'browser',
  noExternal: [/.*/],
  minify: true,
  splitting: false,
  sourcemap: false,
  outExtension: () => ({ js: '.js' }),
  onSuccess: () => copyFile('themes/shell.css', 'dist/browser/shell.css'),
  esbuildOptions(options) {
    options.conditions = ['@agent-chat/source', 'browser', 'production', 'module'];
    options.legalComments = 'none';
  },
} satisfies Parameters<typeof library>[1];

const widget = (name: string, isPinned: boolean) =>
  library(
    { [name]: 'src/embed/widget/widget.ts' },
    { ...ALONE, format: 'iife', define: { AGENT_CHAT_PINNED: String(isPinned) } },
  );

/** Says what a policy forbids, which stops Lit while it is being loaded: only what comes before can say so. */
const NOTICE = 'define-notice';

export default [
  library(
    {
      index: 'src/index.ts',
      define: 'src/define.ts',
      react: 'src/react.ts',
      embed: 'src/embed/index.ts',
      [NOTICE]: 'src/no-policy-notice.ts',
    },
    {
      onSuccess: () => {
        nameRegisteringChunks('dist');
        importFirst('dist', `${NOTICE}.js`, ['define.js', 'react.js']);
        return Promise.resolve();
      },
    },
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
      plugins: [terser],
      metafile: true,
      onSuccess: () =>
        writePinnedFiles(join(import.meta.dirname, 'dist/browser'), source('embed/pinned/pinned.ts')),
      esbuildPlugins: [browserSources(STAGES)],
      esbuildOptions(options) {
        options.conditions = ['@agent-chat/source', 'browser', 'production', 'module'];
        options.chunkNames = 'chunk-[hash]';
        options.legalComments = 'none';
      },
    },
  ),

  // The pages that a server serves, and the half of their talk that is in the page around a frame.
  library(
    { 'chat-page': 'src/embed/chat-page.ts', 'embed-host': 'src/embed/index.ts' },
    { ...ALONE, plugins: [terser] },
  ),

  // For a plain script tag, without and with a hash. The server writes what it is told around it.
  widget('widget', false),
  widget('widget-pinned', true),
];
