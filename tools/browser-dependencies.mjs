// @ts-check
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'([^'.\s][^'\s]*)'/g;
const TYPE_ONLY = /\bimport\s+type\b[^;]*;/g;
const STORYBOOK = /^@?storybook/;
/** What a browser never loads of the packages below. */
const TESTS = /\.test\.ts$|(^|[\\/])test-support[\\/]/;

/** @param {string} folder under packages/ @returns {string[]} */
function importsOf(folder) {
  const sources = join(root, 'packages', folder, 'src');
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && (folder === 'elements' || !TESTS.test(file)))
    .flatMap((file) => {
      const text = readFileSync(join(sources, file), 'utf8').replaceAll(TYPE_ONLY, '');
      return [...text.matchAll(IMPORT)].map(([, name]) => name ?? '');
    })
    .filter((name) => !name.startsWith('@agent-chat/') && !STORYBOOK.test(name) && name !== 'vitest');
}

/**
 * What the browser projects import from npm, for Vite's `optimizeDeps.include`.
 * A dependency that Vite meets only while tests run makes it reload the page
 * and lose them; its own search is skipped once there is a cache.
 *
 * @returns {string[]}
 */
export function browserDependencies() {
  const below = ['protocol', 'client'].flatMap((folder) =>
    importsOf(folder).map((name) => `@agent-chat/${folder} > ${name}`),
  );
  return [...new Set([...importsOf('elements'), ...below])].sort();
}
