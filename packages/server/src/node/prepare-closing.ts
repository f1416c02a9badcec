import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';

const POLL_MS = 20;

/**
 * Returns the closing of `http`: it accepts nothing more, lets what is being answered end, and
 * after `withinMs` cuts what is left, `cutUpgraded` that which is no HTTP any more.
 */
export function prepareClosing(
  http: HttpServer,
): (withinMs: number, cutUpgraded: () => void) => Promise<void> {
  // Browsers connect in advance. Node takes a connection that never asked anything for busy.
  const unused = new Set<Socket>();
  http.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.on('close', () => unused.delete(socket));
  });
  http.on('request', ({ socket }) => unused.delete(socket));
  http.on('upgrade', ({ socket }) => unused.delete(socket));

  /** Also those that become idle later: they would be kept alive for the next request. */
  const closeIdle = (): void => {
    http.closeIdleConnections();
    for (const socket of unused) socket.destroy();
  };

  return async (withinMs, cutUpgraded) => {
    const closed = new Promise<void>((resolve) => {
      http.close(() => resolve());
    });
    closeIdle();
    const polling = setInterval(closeIdle, POLL_MS);
    const deadline = setTimeout(() => {
      cutUpgraded();
      http.closeAllConnections();
    }, withinMs);
    await closed;
    clearInterval(polling);
    clearTimeout(deadline);
  };
}
