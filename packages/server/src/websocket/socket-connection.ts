import type { Clock, Logger } from '@agent-chat/core';
import { AgentChatError, errorStatus } from '@agent-chat/protocol';
import { type RpcRequest, type RpcResponse, rpcError, rpcResult } from '@agent-chat/protocol/wire';
import type { CallSource } from '../call-source.js';
import type { ServerLimits } from '../limits.js';
import type { Dispatcher } from '../methods/dispatcher.js';
import type { Metrics } from '../operations/metrics.js';
import { reportError } from '../report-error.js';
import type { SessionStore } from '../sessions/session-store.js';
import { type Connections, type EndReason, SLOW } from '../streams/connections.js';
import type { FrameEncoder } from '../streams/frame-encoder.js';
import { readMessage } from './rpc-messages.js';
import { createSocketFlow, roomOf } from './socket-flow.js';
import { createSocketIdentity, type SocketIdentityContext } from './socket-identity.js';
import { createSocketMethods } from './socket-methods.js';
import { CLOSE_CODES, type SocketHandlers, type SocketPeer } from './socket-peer.js';
import { SocketSink } from './socket-sink.js';
import { createSubscriptions } from './subscriptions.js';

export interface SocketContext extends SocketIdentityContext {
  readonly dispatcher: Dispatcher;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly encoder: FrameEncoder;
  readonly limits: ServerLimits;
  readonly sessions: Pick<SessionStore, 'look'>;
  readonly metrics: Metrics;
  readonly logger?: Logger | undefined;
}

type Closing = readonly [code: number, reason: string];

const TOO_MANY: Closing = [CLOSE_CODES.tryAgainLater, 'too many connections'];

/**
 * One WebSocket of `/api/ws`: JSON-RPC 2.0 under one identity. Nothing that arrives ends it but
 * a refused `authenticate`; each fault is answered where it belongs.
 */
export function openSocket(peer: SocketPeer, source: CallSource, context: SocketContext): SocketHandlers {
  const { request } = source;
  const { connections, clock, encoder, limits, logger, metrics } = context;
  const gone = new AbortController();
  const working = new Set<Promise<void>>();
  let isEnding = false;
  let isGone = false;

  const send = (text: string): void => {
    if (isGone) return;
    peer.send(text);
    flow.sent();
  };
  const respond = (response: RpcResponse): void => send(JSON.stringify(response));
  const onError = (error: AgentChatError): void => reportError(logger, error, 'a subscription');

  const flow = createSocketFlow(peer, limits, clock, {
    gone: gone.signal,
    onSlow: () => end(SLOW),
  });
  const roomBytes = roomOf(limits);
  const sinkOptions = { peer, encoder, flow, send, roomBytes };
  const subscriptions = createSubscriptions({
    max: limits.maxSubscriptionsPerSocket,
    sinkOf: (subscriptionId) => new SocketSink(subscriptionId, sinkOptions),
    onEnd(reason) {
      if (reason !== null) metrics.ended(reason.reason);
    },
    onError,
  });
  const identity = createSocketIdentity(context, request, (sessionId) => connections.admit(sessionId));
  const methods = createSocketMethods(identity, subscriptions, { ...context, source });

  /** Says the last word of each subscription and of each call, then closes. */
  const end = (reason: EndReason, closing: Closing = closingFor(reason)): void => {
    if (isEnding) return;
    isEnding = true;
    void Promise.all([subscriptions.endAll(reason), ...working]).then(() => peer.close(...closing));
  };

  const answer = async ({ id, method, params }: RpcRequest): Promise<void> => {
    try {
      const { result, afterwards } = await methods.run(method, params ?? {});
      respond(rpcResult(id, result));
      afterwards?.();
    } catch (cause) {
      const error = AgentChatError.from(cause);
      reportError(logger, error, method);
      respond(rpcError(id, error));
      if (method !== 'authenticate') return;
      if (errorStatus(error.code) === 401) end(null);
      else if (error.code === 'RateLimited') end(null, TOO_MANY);
    }
  };

  const removeConnection = connections.add({
    transport: 'websocket',
    get sessionId() {
      return identity.current()?.session?.sessionId ?? null;
    },
    end,
  });
  const cancelDeadline = clock.after(limits.authenticateWithinMs, () => {
    if (identity.current() === null) end(null);
  });

  return {
    message(text) {
      if (isEnding) return;
      const read = readMessage(text, limits.maxJsonDepth);
      if ('refusal' in read) {
        respond(read.refusal);
        return;
      }
      const work = answer(read.request).finally(() => {
        working.delete(work);
        flow.working(working.size);
      });
      working.add(work);
      flow.working(working.size);
    },
    closed() {
      isGone = true;
      gone.abort();
      cancelDeadline();
      removeConnection();
      void subscriptions.endAll(null);
    },
  };
}

function closingFor(reason: EndReason): Closing {
  if (reason?.reason === 'shutdown') return [CLOSE_CODES.goingAway, 'shutdown'];
  if (reason?.reason === 'slow') return [CLOSE_CODES.tryAgainLater, 'slow'];
  return [CLOSE_CODES.unauthorized, 'no valid token'];
}
