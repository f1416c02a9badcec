// @ts-check
// `npm run generate`: the JSON Schemas and the reference of the methods, from the contract; the
// stylesheets of the themes, from the elements.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './setup/paths.mjs';

const protocol = join(root, 'packages/protocol');
const scratch = join(protocol, 'node_modules/.agent-chat-generate');

/**
 * The sources are TypeScript that imports by `.js`, which Node alone does not follow.
 * @param {string} name @param {string} [folder]
 */
async function load(name, folder = protocol) {
  const outfile = join(scratch, `${name}.mjs`);
  await build({
    entryPoints: [join(folder, `scripts/${name}.ts`)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** @param {string} path from the root @param {string} text */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(path);
}

try {
  const { readDocComments } = await load('doc-comments');
  const comments = readDocComments(join(protocol, 'src'));
  // First, because the rest is built with it.
  write('packages/protocol/src/schema/descriptions.json', `${JSON.stringify(comments, null, 2)}\n`);
  const { generatedFiles } = await load('generated-files');
  /** @type {Record<string, string>} */
  const files = generatedFiles(join(protocol, 'src'));
  const schemas = join(protocol, 'schema');
  mkdirSync(schemas, { recursive: true });
  for (const name of readdirSync(schemas)) {
    if (!(`packages/protocol/schema/${name}` in files)) rmSync(join(schemas, name));
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  const { themeFiles } = await load('theme-files', join(root, 'packages/elements'));
  /** @type {Record<string, string>} */
  const themes = await themeFiles();
  for (const [name, text] of Object.entries(themes)) write(`packages/elements/themes/${name}`, text);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
