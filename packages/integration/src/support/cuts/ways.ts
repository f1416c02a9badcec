import { createTransport, type Transport, type TransportLimits } from '@agent-chat/client';
import { TOKEN } from './proof-server.js';

/** The transports that an address leads to. */
export const TRANSPORTS = ['sse', 'websocket', 'long_poll', 'auto'] as const;

/** Several tabs that share one event stream, each with a transport of its own. */
export const SHARED_STREAM = 'one stream of two tabs';
/** All ways on which a client may be. */
export const WAYS = [...TRANSPORTS, SHARED_STREAM] as const;
export type Way = (typeof WAYS)[number];

/**
 * @param url of the server, or of a proxy before it
 * @param scope of the tabs that share a stream, as elements of ours have one
 */
export function transportOn(way: Way, url: string, scope: string, limits: TransportLimits = {}): Transport {
  const options = { url, token: TOKEN, ...limits };
  if (way === SHARED_STREAM) return createTransport('sse', { ...options, scope });
  return createTransport(way, way === 'auto' ? { ...options, scope } : options);
}
