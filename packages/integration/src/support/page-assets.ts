import type { Assets } from '@agent-chat/server';
import { build } from 'esbuild';

/**
 * A module with all that it imports, for browsers.
 *
 * @param ours as tests read it (default), the sources, built or not; or as the packages have it
 */
export async function pageScript(
  contents: string,
  ours: 'sources' | 'built' = 'sources',
): Promise<Uint8Array<ArrayBuffer>> {
  const built = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    conditions: ours === 'sources' ? ['@agent-chat/source'] : [],
    format: 'esm',
    target: 'es2023',
    write: false,
    logLevel: 'error',
  });
  return new Uint8Array(built.outputFiles[0]?.contents ?? []);
}

const PAGE =
  '<!doctype html><title>Page</title><link rel="icon" href="/page.js"><script type="module" src="/page.js"></script>';

/** A page with nothing but a script. */
export function pageAssets(script: Uint8Array<ArrayBuffer>): Assets {
  return new Map([
    ['/', { body: new TextEncoder().encode(PAGE), contentType: 'text/html; charset=utf-8' }],
    ['/page.js', { body: script, contentType: 'text/javascript; charset=utf-8' }],
  ]);
}
