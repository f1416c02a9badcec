import { fileURLToPath } from 'node:url';
import type { Assets } from '@agent-chat/server';
import { build } from 'esbuild';

const PAGE =
  '<!doctype html><title>Agent</title><link rel="icon" href="/page.js"><script type="module" src="/page.js"></script>';

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
  const script = new Uint8Array(built.outputFiles[0]?.contents ?? []);
  return new Map([
    ['/', { body: new TextEncoder().encode(PAGE), contentType: 'text/html; charset=utf-8' }],
    ['/page.js', { body: script, contentType: 'text/javascript; charset=utf-8' }],
  ]);
}
