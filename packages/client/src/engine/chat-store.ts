import type { ChatState } from '../state/chat-state.js';

/** The one place that holds the state. */
export interface ChatStore {
  get(): ChatState;
  /** Takes over `change` at once and tells the listeners later; the same state tells nobody. */
  update(change: Partial<ChatState>): void;
  subscribe(listener: () => void): () => void;
}

/**
 * How many turns of the microtask queue pass without a change before the listeners are told. The
 * frames of one chunk follow each other within fewer, so that they make one notification; nothing
 * can be painted in between anyway.
 */
const QUIET_TURNS = 16;

export function createChatStore(initial: ChatState): ChatStore {
  const listeners = new Set<() => void>();
  let state = initial;
  let quietTurns = 0;
  let isScheduled = false;

  const turn = (): void => {
    quietTurns += 1;
    if (quietTurns < QUIET_TURNS) {
      queueMicrotask(turn);
      return;
    }
    isScheduled = false;
    for (const listener of [...listeners]) if (listeners.has(listener)) call(listener);
  };

  return {
    get: () => state,
    update(change) {
      if (!differs(state, change)) return;
      state = { ...state, ...change };
      quietTurns = 0;
      if (isScheduled) return;
      isScheduled = true;
      queueMicrotask(turn);
    },
    subscribe(listener) {
      const own = (): void => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

function differs(state: ChatState, change: Partial<ChatState>): boolean {
  return (Object.keys(change) as (keyof ChatState)[]).some((key) => state[key] !== change[key]);
}

/** A listener that throws is reported as an uncaught error, as for any event, and stops no other. */
function call(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
