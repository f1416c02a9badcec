import { extname } from 'node:path';
import type { Asset, Assets } from '@agent-chat/server';
import { elementAssets } from '@agent-chat/server/node';
import { documentUrl } from './documents.js';
import { elementsEntry, PAGE_FOLDER, type PackageFile, readFolder } from './package-files.js';

/** What the page may be made of; any other file stays on the disk. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page at `/`, the elements that it is made of, and the documents that answers cite. */
export function pageAssets(documents: readonly PackageFile[]): Assets {
  const assets = new Map<string, Asset>(elementAssets(elementsEntry()));
  const add = (url: string, { path, bytes }: PackageFile): void => {
    const contentType = CONTENT_TYPES[extname(path)];
    if (contentType === undefined) return;
    assets.set(url, { body: bytes, contentType });
  };
  for (const file of readFolder(PAGE_FOLDER)) {
    add(file.path === 'index.html' ? '/' : `/page/${file.path}`, file);
  }
  for (const file of documents) add(documentUrl(file.path), file);
  return assets;
}
