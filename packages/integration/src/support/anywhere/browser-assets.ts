import { fileURLToPath } from 'node:url';
import type { Assets } from '@agent-chat/server';
import { build } from 'esbuild';
import { pageAssets } from '../page-assets.js';

/**
 * The page and its script, bundled for browsers: what asks for a part of Node cannot be bundled, so that
 * this fails where an agent needs one.
 */
export async function browserAssets(): Promise<Assets> {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('browser-page.ts', import.meta.url))],
    bundle: true,
    platform: 'browser',
    // As tests read them: the sources, built or not.
    conditions: ['@agent-chat/source'],
    format: 'esm',
    target: 'es2023',
    write: false,
    logLevel: 'silent',
  });
  return pageAssets(new Uint8Array(built.outputFiles[0]?.contents ?? []));
}
