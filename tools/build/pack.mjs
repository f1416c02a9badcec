// @ts-check
// `npm run pack -- <folder>`: every published package as one file, for a project of one's own.
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pnpm } from '../setup/pnpm.mjs';
import { stopWithMessage } from '../setup/stop-with-message.mjs';
import { publishedPackages } from './packages.mjs';

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} tarball its path
 */

/**
 * Packs what is built, exactly as it would be published.
 *
 * @param {string} folder
 * @returns {Promise<Packed[]>}
 */
export async function packInto(folder) {
  const packages = publishedPackages();
  const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
  await pnpm([...filters, '--recursive', 'pack', '--pack-destination', folder]);
  const tarballs = readdirSync(folder);
  return packages.map(({ manifest }) => {
    const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
    if (!tarballs.includes(file)) throw new Error(`pnpm packed no ${file}, only ${tarballs.join(', ')}`);
    return { name: manifest.name, tarball: join(folder, file) };
  });
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error('Say where to: npm run pack -- /tmp/agent-chat-packed');
    process.exit(1);
  }
  try {
    mkdirSync(resolve(folder), { recursive: true });
    console.log('Packing…');
    for (const { tarball } of await packInto(resolve(folder))) console.log(tarball);
  } catch (error) {
    stopWithMessage('The packages could not be packed', error);
  }
}
