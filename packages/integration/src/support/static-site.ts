import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

export interface StaticSite {
  readonly url: string;
  /** The page at `path` from now on. */
  page(path: string, html: string, headers?: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

/**
 * Somebody's web site: pages of theirs, and folders under the names that they have given them.
 * @param host another one is another site: browsers tell sites apart by that, and origins by the port too
 */
export async function startStaticSite(
  folders: Readonly<Record<string, string>>,
  host = '127.0.0.1',
): Promise<StaticSite> {
  const pages = new Map<string, { html: string; headers: Readonly<Record<string, string>> }>();

  async function answer(path: string): Promise<{ type: string; body: string | Buffer } | null> {
    const prefix = Object.keys(folders).find((each) => path.startsWith(each));
    const folder = prefix === undefined ? undefined : folders[prefix];
    if (prefix === undefined || folder === undefined) return null;
    const file = join(folder, normalize(path.slice(prefix.length)));
    if (!file.startsWith(folder)) return null;
    const body = await readFile(file).catch(() => null);
    return body === null ? null : { type: TYPES[extname(file)] ?? 'application/octet-stream', body };
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const page = pages.get(pathname);
    if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers });
      response.end(page.html);
      return;
    }
    void answer(pathname).then((found) => {
      response.writeHead(found === null ? 404 : 200, { 'content-type': found?.type ?? 'text/plain' });
      response.end(found?.body ?? '');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    page: (path, html, headers = {}) => void pages.set(path, { html, headers }),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
