import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { IMPORT_ROUTE } from '@agent-chat/protocol';

/** Where files go: a slow network needs longer for them. */
const UPLOAD = /^\/api\/conversations\/[^/?]+\/attachments(\?|$)/;

/**
 * Ends a request whose body takes longer than it may, as Node does, which knows one time for all: with
 * the longer one a slow body would hold a connection for that long anywhere.
 */
export function limitBodies(
  http: HttpServer,
  { requestTimeoutMs }: { readonly requestTimeoutMs: number },
): void {
  http.on('request', (incoming: IncomingMessage) => {
    const { url = '', socket, headers } = incoming;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (!hasBody || isFile(url)) return;
    const timer = setTimeout(() => {
      if (incoming.complete) return;
      const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      http.emit('clientError', error, socket);
    }, requestTimeoutMs);
    const done = (): void => clearTimeout(timer);
    incoming.once('end', done);
    incoming.once('close', done);
  });
}

/** An imported conversation may be as large as files are. */
function isFile(url: string): boolean {
  return UPLOAD.test(url) || url.split('?')[0] === IMPORT_ROUTE.path;
}
