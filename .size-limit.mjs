// @ts-check
import { existsSync, readFileSync } from 'node:fs';

const ELEMENTS = 'packages/elements/';
const METAFILE = `${ELEMENTS}dist/browser/metafile-esm.json`;
const ENTRY = 'dist/browser/agent-chat.js';

/** What a page with `<agent-chat>` loads at once: the entry and what it imports statically. */
function initialFiles() {
  if (!existsSync(METAFILE)) return [];
  /** @type {{ outputs: Record<string, { imports: { path: string, kind: string }[] }> }} */
  const { outputs } = JSON.parse(readFileSync(METAFILE, 'utf8'));
  const files = new Set([ENTRY]);
  // A set may grow while it is walked: this visits what it adds.
  for (const file of files) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement') files.add(path);
    }
  }
  return [...files].map((file) => ELEMENTS + file);
}

export default [
  {
    name: 'client, everything in it',
    path: 'packages/client/dist/index.js',
    import: '*',
    gzip: true,
    limit: '36.5 kB',
  },
  {
    name: 'client, with one transport',
    path: 'packages/client/dist/index.js',
    import: '{ createChatClient, sseTransport }',
    gzip: true,
    limit: '25.5 kB',
  },
  {
    name: 'elements, what a page loads at once',
    path: initialFiles(),
    gzip: true,
    disablePlugins: ['@size-limit/rolldown'], // these files are bundled already
    limit: '40 kB',
  },
];
