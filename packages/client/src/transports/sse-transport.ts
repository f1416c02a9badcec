import { readEventStream } from './event-stream.js';
import { callOverHttp, type HttpServer } from './http-call.js';
import { limitsOf, type TransportLimits } from './limits.js';
import type { Transport } from './transport.js';

export interface SseTransportOptions extends HttpServer, TransportLimits {}

/**
 * Calls over HTTP, the subscription as server-sent events. `fetch`, not `EventSource`, which can
 * send no token but in its address.
 */
export function sseTransport(options: SseTransportOptions): Transport {
  const { callTimeoutMs } = limitsOf(options);
  let closing = new AbortController();

  return {
    name: 'sse',
    call: (method, params, { signal } = {}) =>
      callOverHttp(options, method, params, {
        timeoutMs: callTimeoutMs,
        signals: [signal, closing.signal],
      }),
    subscribe: (params, { signal } = {}) =>
      readEventStream({ server: options, params, signals: [signal, closing.signal] }),
    close() {
      closing.abort();
      closing = new AbortController();
    },
  };
}
