/** Where the built files of the elements are among the server's `assets`. */
export const ELEMENTS_PATH = '/elements/';

/** The file of a chat with a hash that has the hashes of all others. */
export const PINNED_FILE = 'pinned.js';
/** Of a hash in an address, in hexadecimal digits. */
export const VERSION_LENGTH = 16;

export const PAGE_PATTERNS = {
  pinned: '/elements/:version/:file',
  widget: '/widget/:file',
  embed: '/embed/:slug',
  page: '/c/:slug',
} as const;

/** What the server answers, by the beginning of the path: what a host mounts in a server of its own. */
export const SERVER_PATHS = ['/api/', '/widget/', '/embed/', '/c/', ELEMENTS_PATH] as const;

/** Whether anyone may ask for the path, from whatever page: it is a page, or a script that pages include. */
export function isOpenPath(pathname: string): boolean {
  return /^\/(?:widget|embed|c|elements\/[\da-f]{16})\//.test(pathname);
}
