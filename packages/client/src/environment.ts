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
  /** `false` when nobody can see the page. */
  isVisible(): boolean;
  /** Calls `callback` when `isVisible` may have changed; the returned function ends that. */
  onVisibleChange(callback: () => void): () => void;
  /**
   * Calls `callback` when the page goes on after it was frozen or the machine slept: what stood
   * before is probably dead. The returned function ends that.
   */
  onWake(callback: () => void): () => void;
}

/** The platform's own. Where it cannot tell (Node), the network counts as there. */
export function platformEnvironment(): ClientEnvironment {
  return {
    now: () => Date.now(),
    after(delayMs, callback) {
      // A longer one would be over at once.
      const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    newId: randomId,
    isOnline: () => globalThis.navigator?.onLine !== false,
    onOnlineChange: (callback) => listen(globalThis, ['online', 'offline'], callback),
    isVisible: () => pageDocument()?.visibilityState !== 'hidden',
    onVisibleChange: (callback) => listen(pageDocument(), ['visibilitychange'], callback),
    onWake,
  };
}

type Target = Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;

function listen(target: Target | undefined, names: readonly string[], callback: () => void): () => void {
  for (const name of names) target?.addEventListener?.(name, callback);
  return () => {
    for (const name of names) target?.removeEventListener?.(name, callback);
  };
}

/** The document, of which no more is used than whether anybody sees it. */
function pageDocument(): (Target & { readonly visibilityState: string }) | undefined {
  return (globalThis as { readonly document?: Target & { readonly visibilityState: string } }).document;
}

const TICK_MS = 10_000;
/** A hidden page's timers run once a minute at worst: what is later than that slept. */
const ASLEEP_MS = 90_000;

/** A page that the browser froze says so when it goes on; a machine that slept says nothing. */
function onWake(callback: () => void): () => void {
  const page = pageDocument();
  if (page === undefined) return () => undefined;
  let tickedAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - tickedAt > ASLEEP_MS) callback();
    tickedAt = now;
  }, TICK_MS);
  const stop = listen(page, ['resume'], callback);
  return () => {
    clearInterval(timer);
    stop();
  };
}

/** 128 random bits as hexadecimal. Not `randomUUID`, which a page without TLS does not have. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
