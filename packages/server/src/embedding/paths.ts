/** Where the built files of the elements are among the server's `assets`. */
export const ELEMENTS_PATH = '/elements/';

export const PAGE_PATTERNS = {
  widget: '/widget/:file',
  embed: '/embed/:slug',
  page: '/c/:slug',
} as const;

/** What the server answers, by the beginning of the path: what a host mounts in a server of its own. */
export const SERVER_PATHS = ['/api/', '/widget/', '/embed/', '/c/', ELEMENTS_PATH] as const;

/** Whether anyone may ask for the path, from whatever page: it is a page, or a script that pages include. */
export function isOpenPath(pathname: string): boolean {
  return /^\/(?:widget|embed|c)\//.test(pathname);
}
