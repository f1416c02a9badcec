import type { Clock } from '@agent-chat/core';
import { AgentChatError, CONTRACT, isMethodName, type MethodParams, parseParams } from '@agent-chat/protocol';
import type { CallSource } from '../call-source.js';
import { type Dispatcher, requireIdentity } from '../methods/dispatcher.js';
import type { Identity } from '../methods/identity.js';
import type { Metrics } from '../operations/metrics.js';
import { overError } from '../sessions/session-life.js';
import type { SessionStore } from '../sessions/session-store.js';
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
    readonly sessions: Pick<SessionStore, 'look'>;
  },
): SocketMethods {
  const { dispatcher, clock, source, sessions } = context;

  /** As each request over HTTP finds it out anew: another node may have ended the session. */
  const ofNow = async (known: Identity | null): Promise<Identity | null> => {
    if (known === null || known.session === null) return known;
    const session = await sessions.look(known.session.sessionId);
    const over = overError(session);
    if (over !== null) throw over;
    return { ...known, session };
  };

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
      const known = await identity.settled();
      requireIdentity(method, known);
      switch (method) {
        case 'ping':
          return { result: { ts: new Date(clock.now()).toISOString() } };
        case 'unsubscribe':
          subscriptions.close(parseParams(method, params).subscriptionId);
          return { result: {} };
        case 'subscribe':
        case 'subscribeAll': {
          const { subscriptionId, start } = await subscriptions.open(async (ended) =>
            openSubscription(context, method, params, await ofNow(known), ended),
          );
          return { result: { subscriptionId }, afterwards: start };
        }
        default: {
          // Whose session is over may begin another one.
          const caller = CONTRACT[method].callers === 'anyone' ? known : await ofNow(known);
          return { result: await dispatcher.call(method, params, caller, source) };
        }
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
