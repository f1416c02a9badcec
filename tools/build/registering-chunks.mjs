// @ts-check
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** esbuild writes above each module of a chunk where it comes from. */
const REGISTERS = /^\/\/ src\/(?:.*\/)?(?:define|no-policy-notice)\.ts$/m;
const CHUNK = /^chunk-(\w+)\.js$/;

/**
 * Renames the chunks that register tags from `chunk-…` to `define-…`. A bundler leaves out a file
 * that is imported for its effects alone, unless `sideEffects` of the package names it: the names
 * of chunks are hashes, so they are told apart by their beginning.
 *
 * @param {string} folder
 */
export function nameRegisteringChunks(folder) {
  const files = readdirSync(folder).filter((name) => /\.js(?:\.map)?$/.test(name));
  const texts = new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const hashes = new Set(
    files.filter((name) => REGISTERS.test(texts.get(name) ?? '')).map((name) => CHUNK.exec(name)?.[1]),
  );
  /** @param {string} text */
  const renamed = (text) =>
    text.replaceAll(/\bchunk-(\w+)(?=\.js)/g, (whole, hash) => (hashes.has(hash) ? `define-${hash}` : whole));
  for (const [name, text] of texts) {
    if (name.endsWith('.js')) writeFileSync(join(folder, name), renamed(text));
    if (renamed(name) !== name) renameSync(join(folder, name), join(folder, renamed(name)));
  }
}

/**
 * Has `entries` import the file `name` before anything else. esbuild has them import their chunks in
 * an order of its own, whatever came first in the source.
 *
 * @param {string} folder
 * @param {string} name
 * @param {readonly string[]} entries
 */
export function importFirst(folder, name, entries) {
  for (const entry of entries) {
    const path = join(folder, entry);
    // On the line of the first import, so that the source map holds.
    writeFileSync(path, `import "./${name}";${readFileSync(path, 'utf8')}`);
  }
}
