import { AgentChatError, type MethodParams, parseFrame, type Frame } from '@agent-chat/protocol';
import type { RpcNotification } from '@agent-chat/protocol/wire';
import { parseAnswer } from './answer.js';
import { type CallOff, callOffBy } from './call-off.js';
import { createFrameQueue, type FrameQueue } from './frame-queue.js';
import { openRpcConnection, type RpcConnection, type RpcConnectionOptions } from './rpc-connection.js';
import { guardSilence } from './silence.js';
import { aborted } from './transport-errors.js';

/** As whom a socket calls: by a token, or by the cookie that came with it. */
export type SocketCredential = { readonly token: string } | { readonly csrfToken: string };

export interface SocketSessionOptions extends Omit<RpcConnectionOptions, 'onNotification'> {
  /** A subscription that brings nothing for so long, until everything up to now has arrived, is dead. */
  readonly openingTimeoutMs: number;
  readonly credential: SocketCredential;
}

/** One socket under one token, with whoever uses it: it ends when the last of them leaves. */
export interface SocketSession {
  call(method: string, params: unknown, signals: Signals): Promise<unknown>;
  subscribe(params: MethodParams<'subscribe'>, signals: Signals): AsyncGenerator<Frame>;
  end(error: AgentChatError): void;
}

/** Whoever uses it calls it off by any of them. */
type Signals = readonly (AbortSignal | undefined)[];

interface Subscription {
  readonly id: string;
  readonly queue: FrameQueue;
}

/** As good as for ever, which no timer can wait. */
const RESTS_MS = 2 ** 30;

export function openSocketSession({ credential, ...options }: SocketSessionOptions): SocketSession {
  const queues = new Map<string, FrameQueue>();
  /**
   * Frames may come before the answer that names their subscription. Kept only while such an answer
   * is awaited: they may as well be the last ones of a subscription that has ended.
   */
  const early = new Map<string, FrameQueue>();
  let unnamed = 0;
  let users = 0;
  let connection: RpcConnection | null = null;
  const ending = callOffBy([]);

  const earlyQueue = (subscriptionId: string): FrameQueue => {
    const queue = early.get(subscriptionId) ?? createFrameQueue();
    early.set(subscriptionId, queue);
    return queue;
  };

  const onNotification = ({ method, params: { subscriptionId, frame } }: RpcNotification): void => {
    const known = queues.get(subscriptionId);
    if (known === undefined && unnamed === 0) return;
    const queue = known ?? earlyQueue(subscriptionId);
    try {
      const parsed = parseFrame(method, frame);
      if (parsed !== null) queue.push(parsed);
    } catch (cause) {
      queue.fail(AgentChatError.from(cause));
    }
  };

  const end = (error: AgentChatError): void => {
    if (ending.signal.aborted) return;
    ending.abort(error);
    connection?.end(error);
    for (const queue of queues.values()) queue.fail(error);
    options.onEnd(error);
  };

  const open = async (): Promise<RpcConnection> => {
    connection = openRpcConnection({ ...options, onNotification, onEnd: end });
    await connection.request('authenticate', credential);
    return connection;
  };
  const authenticated = open();
  authenticated.catch((error: unknown) => end(AgentChatError.from(error)));

  const enter = (signals: Signals): CallOff => {
    users += 1;
    return callOffBy(signals);
  };
  const leave = (callOff: Pick<CallOff, 'release'>): void => {
    callOff.release();
    users -= 1;
    if (users === 0) end(aborted());
  };

  const unsubscribe = (used: RpcConnection, subscriptionId: string): void => {
    queues.delete(subscriptionId);
    // Without an answer the connection has ended, and the subscription with it.
    used.request('unsubscribe', { subscriptionId }).catch(() => undefined);
  };

  /** A new subscription. One that is called off too early is ended once it has an id. */
  const subscribe = async (
    used: RpcConnection,
    params: MethodParams<'subscribe'>,
    callOff: Pick<CallOff, 'rejection'>,
  ): Promise<Subscription> => {
    unnamed += 1;
    const answer = used
      .request('subscribe', params)
      .then((result) => parseAnswer('subscribe', result).subscriptionId);
    try {
      const id = await Promise.race([callOff.rejection, answer]);
      const queue = early.get(id) ?? createFrameQueue();
      early.delete(id);
      queues.set(id, queue);
      // The socket may have ended right behind the answer.
      if (ending.signal.aborted) queue.fail(ending.signal.reason as Error);
      return { id, queue };
    } catch (error) {
      answer.then(
        (id) => unsubscribe(used, id),
        () => undefined,
      );
      throw error;
    } finally {
      unnamed -= 1;
      if (unnamed === 0) early.clear();
    }
  };

  return {
    async call(method, params, signals) {
      const callOff = enter(signals);
      try {
        const used = await Promise.race([callOff.rejection, authenticated]);
        return await used.request(method, params, [callOff.signal]);
      } finally {
        leave(callOff);
      }
    },
    async *subscribe(params, signals) {
      users += 1;
      const guard = guardSilence(options.openingTimeoutMs, signals);
      let isOver = false;
      let isOpen = false;
      let ended = (): void => undefined;
      /** At once when it is called off, whether anybody asks for another frame or not. */
      const finish = (): void => {
        if (isOver) return;
        isOver = true;
        ended();
        leave(guard);
      };
      try {
        const used = await Promise.race([guard.rejection, authenticated]);
        const { id, queue } = await subscribe(used, params, guard);
        guard.heard();
        ended = () => unsubscribe(used, id);
        guard.rejection.catch((error: Error) => {
          queue.fail(error);
          finish();
        });
        for await (const frame of queue) {
          if (!isOpen) guard.allow(RESTS_MS);
          // From then on the pings of the connection say whether anybody is there.
          isOpen ||= frame.kind === 'caught_up';
          yield frame;
          if (frame.kind === 'bye') return;
          if (!isOpen) guard.allow(options.openingTimeoutMs);
        }
      } finally {
        finish();
      }
    },
    end,
  };
}
