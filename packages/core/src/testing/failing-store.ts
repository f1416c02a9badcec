import { AgentChatError } from '@agent-chat/protocol';
import type { Store } from '../ports/store.js';

/**
 * Where a call fails: `before` it reaches the store, `during` it (asked, and nobody waits for the
 * answer) or `after` it was done, so that only its answer is lost.
 */
export const FAILURES = ['before', 'during', 'after'] as const;
export type Failure = (typeof FAILURES)[number];

export interface FailingStore<Ports> {
  readonly store: Ports;
  /** How many calls its ports have had together. */
  readonly calls: number;
}

/**
 * A store, or some ports of one, of which the `nth` call (from 1) of any port fails, and with it every
 * later one: their process has ended.
 */
export function failingStore<Ports extends Partial<Store>>(
  inner: Ports,
  nth: number,
  failure: Failure,
): FailingStore<Ports> {
  let calls = 0;
  const lost = () => new AgentChatError('Unavailable', 'The connection was lost, as the test wants it.');
  const fail = async (call: () => Promise<unknown>): Promise<never> => {
    if (failure === 'after') await call();
    // Its answer goes to nobody, whatever it is.
    if (failure === 'during') call().catch(() => undefined);
    throw lost();
  };
  const failing = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
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
    });
  const ports = Object.entries(inner).map(([name, port]: [string, unknown]) => [
    name,
    typeof port === 'object' && port !== null ? failing(port) : port,
  ]);
  return {
    get calls() {
      return calls;
    },
    store: Object.fromEntries(ports) as Ports,
  };
}
