// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/** The pnpm that package.json pins, fetched by npm: nobody has to install it. */
const pinned = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;

/**
 * @param {readonly string[]} args
 * @param {import('./run.mjs').RunOptions} [options]
 */
export const pnpm = (args, options) => run('npm', ['exec', '--yes', pinned(), '--', ...args], options);
