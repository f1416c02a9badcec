// @ts-check
import { existsSync, readFileSync } from 'node:fs';

const ELEMENTS = 'packages/elements/';
const METAFILE = `${ELEMENTS}dist/browser/metafile-esm.json`;
const ENTRY = 'dist/browser/agent-chat.js';

/** What a conversation loads besides once an answer with markdown, tool calls and reasoning has come. */
const OF_AN_ANSWER = ['src/chat/chat-parts.ts', 'src/markdown/markdown-reader.ts'];

/**
 * What a page with `<agent-chat>` loads: its entry, the chunks of the modules that it imports later,
 * and what all of these import statically.
 *
 * @param {string[]} [modules]
 */
function filesOf(modules = []) {
  if (!existsSync(METAFILE)) return [];
  /** @type {{ outputs: Record<string, { entryPoint?: string, imports: { path: string, kind: string }[] }> }} */
  const { outputs } = JSON.parse(readFileSync(METAFILE, 'utf8'));
  const chunks = modules.map((module) => {
    const chunk = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === module);
    if (chunk === undefined) throw new Error(`No chunk begins with ${module}.`);
    return chunk;
  });
  const files = new Set([ENTRY, ...chunks]);
  // A set may grow while it is walked: this visits what it adds.
  for (const file of files) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement') files.add(path);
    }
  }
  return [...files].map((file) => ELEMENTS + file);
}

/** One that is bundled already. @param {string} name */
const browserFile = (name) => ({
  path: `${ELEMENTS}dist/browser/${name}`,
  gzip: true,
  disablePlugins: ['@size-limit/rolldown'],
});

export default [
  {
    name: 'client, everything in it',
    path: 'packages/client/dist/index.js',
    import: '*',
    gzip: true,
    limit: '39.48 kB',
  },
  {
    name: 'client, with one transport',
    path: 'packages/client/dist/index.js',
    import: '{ createChatClient, sseTransport }',
    gzip: true,
    limit: '26.68 kB',
  },
  {
    name: 'elements, what a page loads at once',
    path: filesOf(),
    gzip: true,
    disablePlugins: ['@size-limit/rolldown'], // these files are bundled already
    limit: '36.8 kB',
  },
  {
    name: 'elements, in all once an answer with markdown, tool calls and reasoning has come',
    path: filesOf(OF_AN_ANSWER),
    gzip: true,
    disablePlugins: ['@size-limit/rolldown'],
    limit: '129.36 kB',
  },
  { name: 'the loader of the widget', ...browserFile('widget.js'), limit: '4.85 kB' },
  { name: 'the loader of the widget with a hash', ...browserFile('widget-pinned.js'), limit: '4.87 kB' },
  { name: 'what a chat with a hash loads first', ...browserFile('pinned/pinned.js'), limit: '5.3 kB' },
  { name: 'the script of the pages', ...browserFile('chat-page.js'), limit: '1.9 kB' },
  {
    name: 'the half of the talk with a frame that is around it',
    ...browserFile('embed-host.js'),
    limit: '1.38 kB',
  },
];
