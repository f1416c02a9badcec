import type { ClientEnvironment } from '../environment.js';
import type { Transport } from '../transports/transport.js';

/** Well before the server stops believing it, it is said again. */
const RENEW_MS = 3_000;

export interface TypingSenderOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  readonly environment: Pick<ClientEnvironment, 'now'>;
  /** Whether anybody else is there to be told. */
  readonly isAnybodyHere: () => boolean;
}

/** Tells the others that the person is writing: seldom, one call at a time, and never in vain. */
export interface TypingSender {
  /** The person writes on, or does not any more. */
  set(typing: boolean): void;
  /** A message is on its way, which ends it by itself. */
  messageSent(): void;
}

export function createTypingSender(options: TypingSenderOptions): TypingSender {
  const { transport, conversationId, environment, isAnybodyHere } = options;
  /** What the server was told last. */
  let told = false;
  let toldAt = 0;
  let isCalling = false;
  /** What is to be said when the call under way has ended. */
  let next: boolean | null = null;

  const tell = (typing: boolean): void => {
    if (isCalling) {
      next = typing;
      return;
    }
    isCalling = true;
    told = typing;
    toldAt = environment.now();
    void transport
      .call('setTyping', { conversationId, typing })
      // It ends by itself, and is said again while the person writes: no fault is worth a word.
      .catch(() => undefined)
      .then(() => {
        isCalling = false;
        const later = next;
        next = null;
        if (later !== null && later !== told) tell(later);
      });
  };

  return {
    set(typing) {
      if (!typing) {
        if (told || next === true) tell(false);
        return;
      }
      const isKnown = told && next !== false && Math.abs(environment.now() - toldAt) < RENEW_MS;
      if (!isKnown && isAnybodyHere()) tell(true);
    },
    messageSent() {
      // The call under way may come after the message: then it is taken back.
      if (isCalling && told) next = false;
      else told = false;
    },
  };
}
