// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, toolState } from '../setup/paths.mjs';

// What was made, of what: so that nothing is made again that would come out the same.

const stampFile = (/** @type {string} */ name) => join(toolState, 'build', `${name}.json`);

/** In a fixed order. @param {string} folder @returns {string[]} */
export function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    })
    .sort();
}

/** Of the names and the contents of files, and of what else counts. @param {readonly string[]} files @param {readonly string[]} [more] */
export function hashOf(files, more = []) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  for (const text of more) hash.update(text);
  return hash.digest('hex');
}

/**
 * Whether `name` was made from these inputs, and all of it is still there.
 *
 * @param {string} name
 * @param {string} inputs
 * @param {() => readonly string[]} present
 */
export function isFresh(name, inputs, present) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(name), 'utf8'));
    if (stamp.inputs !== inputs) return false;
    const files = new Set(present());
    return stamp.outputs.every((/** @type {string} */ file) => files.has(file));
  } catch {
    return false; // never made, or half written
  }
}

/** Remembers that `name` was made from these inputs. @param {string} name @param {string} inputs @param {readonly string[]} outputs */
export function markFresh(name, inputs, outputs) {
  mkdirSync(join(toolState, 'build'), { recursive: true });
  writeFileSync(stampFile(name), `${JSON.stringify({ inputs, outputs })}\n`);
}
