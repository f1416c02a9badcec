// @ts-check
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedPackages } from '../build/packages.mjs';
import { pnpm } from '../setup/pnpm.mjs';

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} tarball its path
 */

/** @type {Promise<Packed[]> | undefined} */
let packing;

async function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'agent-chat-packed-'));
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

/** Every package exactly as it would be published. Packed once for all gates. */
export const packedPackages = () => (packing ??= pack());

/** @param {Packed} packed */
export const tarballBytes = ({ tarball }) => new Uint8Array(readFileSync(tarball));
