import { openSocketSession, type SocketSession, type SocketSessionOptions } from './socket-session.js';

type PoolOptions = Omit<SocketSessionOptions, 'onEnd'>;

/** Sockets that several transports share: one to the same server under the same token. */
export interface SocketPool {
  /** The open socket of the same options, or a new one. */
  session(options: PoolOptions): SocketSession;
  /** Whoever comes next gets another one: this one seems dead. */
  retire(session: SocketSession): void;
}

/**
 * Pass the same one to the transports of a page. Those with other limits, or with another `WebSocket`,
 * have sockets of their own all the same. A socket is closed after its last use.
 */
export function createSocketPool(): SocketPool {
  const sessions = new Map<SocketSession, PoolOptions>();

  return {
    session(options) {
      for (const [session, known] of sessions) {
        // The constructor is no JSON.
        const isSame =
          known.WebSocket === options.WebSocket && JSON.stringify(known) === JSON.stringify(options);
        if (isSame) return session;
      }
      const opened = openSocketSession({ ...options, onEnd: () => sessions.delete(opened) });
      sessions.set(opened, options);
      return opened;
    },
    retire: (session) => void sessions.delete(session),
  };
}
