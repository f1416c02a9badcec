// @ts-check
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packInto } from '../build/pack.mjs';

/** @typedef {import('../build/pack.mjs').Packed} Packed */

/** @type {Promise<Packed[]> | undefined} */
let packing;

/** Every package exactly as it would be published. Packed once for all gates. */
export const packedPackages = () => (packing ??= packInto(mkdtempSync(join(tmpdir(), 'agent-chat-packed-'))));

/** @param {Packed} packed */
export const tarballBytes = ({ tarball }) => new Uint8Array(readFileSync(tarball));
