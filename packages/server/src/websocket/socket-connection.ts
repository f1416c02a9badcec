import type { Clock, Logger } from '@agent-chat/core';
import { AgentChatError, errorStatus } from '@agent-chat/protocol';
import { type RpcRequest, type RpcResponse, rpcError, rpcResult } from '@agent-chat/protocol/wire';
import { type ClientAddress, countedNetwork } from '../admission/client-address.js';
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
  readonly clientAddress: ClientAddress;
  readonly sessions: Pick<SessionStore, 'look'>;
  readonly metrics: Metrics;
  readonly logger?: Logger | undefined;
}

/** Calls that take longer are not waited for when a socket is to end. */
const END_WITHIN_MS = 5_000;

type Closing = readonly [code: number, reason: string];

const ENDING = new AgentChatError('Unavailable', 'This connection ends. Call again by another one.');
const TOO_MANY: Closing = [CLOSE_CODES.tryAgainLater, 'too many connections'];

/**
 * One WebSocket of `/api/ws`: JSON-RPC 2.0 under one identity. Nothing that arrives ends it but
 * a refused `authenticate`; each fault is answered where it belongs.
 */
export function openSocket(
  peer: SocketPeer,
  { request, remoteAddress }: Omit<CallSource, 'left'>,
  context: SocketContext,
): SocketHandlers {
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
  const identity = createSocketIdentity(context, request, (found) => connections.admit(found));
  const source = { request, remoteAddress, left: gone.signal };
  const methods = createSocketMethods(identity, subscriptions, { ...context, source });

  /** Says the last word of each subscription and of each call, then closes. */
  const end = (reason: EndReason, closing: Closing = closingFor(reason)): void => {
    if (isEnding) return;
    isEnding = true;
    const close = (): void => {
      cancelClosing();
      peer.close(...closing);
    };
    const cancelClosing = clock.after(END_WITHIN_MS, close);
    void Promise.all([subscriptions.endAll(reason), ...working]).then(close);
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

  const add = (): (() => void) => {
    try {
      return connections.add({
        transport: 'websocket',
        get identity() {
          return identity.current();
        },
        network: countedNetwork(context.clientAddress(request, remoteAddress)),
        end,
      });
    } catch {
      end(null, TOO_MANY);
      return () => undefined;
    }
  };
  const removeConnection = add();
  const cancelDeadline = clock.after(limits.authenticateWithinMs, () => {
    if (identity.current() === null) end(null);
  });

  return {
    message(text) {
      const read = readMessage(text, limits.maxJsonDepth);
      if ('refusal' in read) {
        respond(read.refusal);
        return;
      }
      if (isEnding) {
        respond(rpcError(read.request.id, ENDING));
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
