import type { OwnAddress } from '../http/own-address.js';

/** The values of `Sec-Fetch-Dest` for what is shown inside of another page. */
const FRAMES: readonly string[] = ['iframe', 'frame', 'embed', 'object'];

/**
 * The origin of the page of another site that frames what is asked for; `null` for none, and where the
 * browser does not tell. What it tells is good for a plain reason and for nothing else: who may frame
 * a page is what its policy says.
 */
export function frameHolder(request: Request, own: OwnAddress): string | null {
  if (!FRAMES.includes(request.headers.get('sec-fetch-dest') ?? '')) return null;
  const origin = URL.parse(request.headers.get('referer') ?? '')?.origin ?? 'null';
  return origin === 'null' || own.isOwn(origin, request) ? null : origin;
}
