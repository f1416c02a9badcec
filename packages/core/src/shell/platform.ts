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

/** Ids with 130 bits of the platform's cryptographic randomness, prefixed by their kind. */
export function randomIds(): Ids {
  return {
    next(kind) {
      // 54 letters: a byte of 216 or more would favour the first of them, so it is thrown again.
      let id = '';
      while (id.length < ID_LENGTH) {
        for (const byte of crypto.getRandomValues(new Uint8Array(ID_LENGTH))) {
          if (byte < 216 && id.length < ID_LENGTH) id += ALPHABET.charAt(byte % 54);
        }
      }
      return `${kind.slice(0, 4)}_${id}`;
    },
  };
}

export const silentLogger: Logger = { log: () => undefined };
