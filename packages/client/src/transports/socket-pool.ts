import { openSocketSession, type SocketSession, type SocketSessionOptions } from './socket-session.js';

/** Sockets that several transports share: one to the same server under the same token. */
export interface SocketPool {
  /** The open socket to that address under that token, or a new one. */
  session(options: Omit<SocketSessionOptions, 'onEnd'>): SocketSession;
  /** Whoever comes next gets another one: this one seems dead. */
  retire(session: SocketSession): void;
}

/** Pass the same one to the transports of a page. A socket is closed after its last use. */
export function createSocketPool(): SocketPool {
  const sessions = new Map<string, SocketSession>();

  const retire = (session: SocketSession): void => {
    for (const [key, each] of sessions) if (each === session) sessions.delete(key);
  };
  return {
    session(options) {
      // An address has no space in it.
      const key = `${options.url} ${JSON.stringify(options.credential)}`;
      const known = sessions.get(key);
      if (known !== undefined) return known;
      const opened = openSocketSession({ ...options, onEnd: () => retire(opened) });
      sessions.set(key, opened);
      return opened;
    },
    retire,
  };
}
