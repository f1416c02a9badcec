import type { Clock } from '@agent-chat/core';
import { AgentChatError, isMethodName, type MethodParams, parseParams } from '@agent-chat/protocol';
import type { CallSource } from '../call-source.js';
import { type Dispatcher, requireIdentity } from '../methods/dispatcher.js';
import type { Metrics } from '../operations/metrics.js';
import { openSubscription } from '../streams/open-subscription.js';
import type { Credential, SocketIdentity } from './socket-identity.js';
import type { Subscriptions } from './subscriptions.js';

export interface Answer {
  readonly result: unknown;
  /** What begins once the result has been sent. */
  readonly afterwards?: () => void;
}

/** What a socket can be asked by name. */
export interface SocketMethods {
  /** @throws AgentChatError */
  run(method: string, params: unknown): Promise<Answer>;
}

export function createSocketMethods(
  identity: SocketIdentity,
  subscriptions: Subscriptions,
  context: {
    readonly dispatcher: Dispatcher;
    readonly metrics: Metrics;
    readonly clock: Clock;
    readonly source: CallSource;
  },
): SocketMethods {
  const { dispatcher, clock, source } = context;
  return {
    async run(method, params) {
      if (!isMethodName(method)) {
        throw new AgentChatError('UnknownMethod', 'There is no such method.');
      }
      if (method === 'authenticate') {
        const { caller } = await identity.authenticate(credentialOf(parseParams(method, params)));
        const participantId = 'participantId' in caller ? caller.participantId : null;
        return { result: { kind: caller.kind, participantId } };
      }
      const caller = await identity.settled();
      requireIdentity(method, caller);
      switch (method) {
        case 'ping':
          return { result: { ts: new Date(clock.now()).toISOString() } };
        case 'unsubscribe':
          subscriptions.close(parseParams(method, params).subscriptionId);
          return { result: {} };
        case 'subscribe':
        case 'subscribeAll': {
          const { subscriptionId, start } = await subscriptions.open((ended) =>
            openSubscription(context, method, params, caller, ended),
          );
          return { result: { subscriptionId }, afterwards: start };
        }
        default:
          return { result: await dispatcher.call(method, params, caller, source) };
      }
    },
  };
}

/** @throws AgentChatError `InvalidRequest` for none of the two, and for both */
function credentialOf({ token, csrfToken }: MethodParams<'authenticate'>): Credential {
  if (token !== undefined && csrfToken === undefined) return { token };
  if (token === undefined && csrfToken !== undefined) return { csrfToken };
  throw new AgentChatError('InvalidRequest', 'Authenticate with either "token" or "csrfToken".', {
    details: { path: 'token' },
  });
}
