const ANY_SERVER = 'http://own.invalid';

/** Whether an address is that of a file on whatever server it is used on: on no other, and no method. */
export function isOwnPath(url: string): boolean {
  if (!/^\/[\w\-./~%]*$/.test(url) || !URL.canParse(url, ANY_SERVER)) return false;
  const { origin, pathname } = new URL(url, ANY_SERVER);
  return origin === ANY_SERVER && !pathname.startsWith('/api/');
}
