import { AgentChatError } from '@agent-chat/protocol';
import type { EventStore } from '../../ports/event-store.js';

/**
 * Where a call fails: `before` it reaches the store, `during` it (asked, and nobody waits for the
 * answer) or `after` it was done, so that only its answer is lost.
 */
export const FAILURES = ['before', 'during', 'after'] as const;
export type Failure = (typeof FAILURES)[number];

export interface FailingStore {
  readonly store: EventStore;
  /** How many calls it has had. */
  readonly calls: number;
}

/** A store whose `nth` call (from 1) fails, and with it every later one: its process has ended. */
export function failingStore(inner: EventStore, nth: number, failure: Failure): FailingStore {
  let calls = 0;
  const lost = () => new AgentChatError('Unavailable', 'The connection was lost, as the test wants it.');
  const fail = async (call: () => Promise<unknown>): Promise<never> => {
    if (failure === 'after') await call();
    // Its answer goes to nobody, whatever it is.
    if (failure === 'during') call().catch(() => undefined);
    throw lost();
  };
  return {
    get calls() {
      return calls;
    },
    store: new Proxy(inner, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const call = () => member.apply(target, args) as Promise<unknown>;
          calls += 1;
          if (calls === nth) return fail(call);
          return calls > nth ? Promise.reject(lost()) : call();
        };
      },
    }),
  };
}
