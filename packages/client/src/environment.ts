/** What the client needs of the platform: time, chance, ids and news of the network. */
export interface ClientEnvironment {
  /** Milliseconds since 1970 in UTC. */
  now(): number;
  /** Calls `callback` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** An id that no other client has: at most 128 characters. */
  newId(): string;
  /** `false` when the platform says that there is no network. */
  isOnline(): boolean;
  /** Calls `callback` when `isOnline` may have changed; the returned function ends that. */
  onOnlineChange(callback: () => void): () => void;
}

/** The platform's own. Where it cannot tell (Node), the network counts as there. */
export function platformEnvironment(): ClientEnvironment {
  return {
    now: () => Date.now(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    newId: randomId,
    isOnline: () => globalThis.navigator?.onLine !== false,
    onOnlineChange(callback) {
      const target: Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>> = globalThis;
      target.addEventListener?.('online', callback);
      target.addEventListener?.('offline', callback);
      return () => {
        target.removeEventListener?.('online', callback);
        target.removeEventListener?.('offline', callback);
      };
    },
  };
}

/** 128 random bits as hexadecimal. Not `randomUUID`, which a page without TLS does not have. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
