import type { Clock, Ids, Logger } from '../ports/environment.js';

const MAX_TIMER_MS = 2_147_483_647;

/** The platform's clock and timers. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after(delayMs, callback) {
      let leftMs = delayMs;
      let timer: ReturnType<typeof setTimeout>;
      const wait = (): void => {
        // A timer of more than 2^31 - 1 ms would go off at once.
        const part = Math.min(leftMs, MAX_TIMER_MS);
        leftMs -= part;
        timer = setTimeout(leftMs > 0 ? wait : callback, part);
      };
      wait();
      return () => clearTimeout(timer);
    },
  };
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 24;
/** For some forty ids: to ask the platform costs more than what it gives. */
const RANDOM_BYTES = 1_024;

/** Ids with 130 bits of the platform's cryptographic randomness, prefixed by their kind. */
export function randomIds(): Ids {
  const bytes = new Uint8Array(RANDOM_BYTES);
  const letters = new Array<number>(ID_LENGTH).fill(0);
  let used = RANDOM_BYTES;
  function nextByte(): number {
    if (used === RANDOM_BYTES) {
      crypto.getRandomValues(bytes);
      used = 0;
    }
    return bytes[used++] ?? 0;
  }
  return {
    next(kind) {
      let filled = 0;
      while (filled < ID_LENGTH) {
        const byte = nextByte();
        // 54 letters: a byte of 216 or more would favour the first of them, so it is thrown again.
        if (byte < 216) letters[filled++] = ALPHABET.charCodeAt(byte % 54);
      }
      return `${kind.slice(0, 4)}_${String.fromCharCode(...letters)}`;
    },
  };
}

export const silentLogger: Logger = { log: () => undefined };
