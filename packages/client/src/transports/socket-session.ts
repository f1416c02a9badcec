import { AgentChatError, CONTRACT, type MethodParams, parseFrame, type Frame } from '@agent-chat/protocol';
import type { RpcNotification } from '@agent-chat/protocol/wire';
import { createFrameQueue, type FrameQueue } from './frame-queue.js';
import { openRpcConnection, type RpcConnectionOptions } from './rpc-connection.js';
import { aborted, malformed } from './transport-errors.js';

export interface SocketSessionOptions extends Omit<RpcConnectionOptions, 'onNotification'> {
  readonly token: string;
}

/** One socket under one token, with whoever uses it: it ends when the last of them leaves. */
export interface SocketSession {
  call(method: string, params: unknown, signal: AbortSignal | undefined): Promise<unknown>;
  subscribe(params: MethodParams<'subscribe'>, signal: AbortSignal | undefined): AsyncGenerator<Frame>;
  end(error: AgentChatError): void;
}

export function openSocketSession({ token, ...options }: SocketSessionOptions): SocketSession {
  const queues = new Map<string, FrameQueue>();
  let users = 0;
  /** Subscriptions that were asked for and have no id yet: their frames may come first. */
  let unnamed = 0;

  const queueOf = (subscriptionId: string): FrameQueue => {
    const queue = queues.get(subscriptionId) ?? createFrameQueue();
    queues.set(subscriptionId, queue);
    return queue;
  };

  const onNotification = ({ method, params: { subscriptionId, frame } }: RpcNotification): void => {
    if (!queues.has(subscriptionId) && unnamed === 0) return;
    const queue = queueOf(subscriptionId);
    try {
      const parsed = parseFrame(method, frame);
      if (parsed !== null) queue.push(parsed);
    } catch (cause) {
      queue.fail(AgentChatError.from(cause));
    }
  };

  const connection = openRpcConnection({
    ...options,
    onNotification,
    onEnd(error) {
      for (const queue of queues.values()) queue.fail(error);
      options.onEnd(error);
    },
  });
  const authenticated = connection.request('authenticate', { token });
  authenticated.catch((error: unknown) => connection.end(AgentChatError.from(error)));

  const leave = (): void => {
    users -= 1;
    if (users === 0) connection.end(aborted());
  };

  const unsubscribe = (subscriptionId: string): void => {
    queues.delete(subscriptionId);
    // Without an answer the connection has ended, and the subscription with it.
    connection.request('unsubscribe', { subscriptionId }).catch(() => undefined);
  };

  /** The id of a new subscription. One that is called off too early is ended once it has an id. */
  const open = async (
    params: MethodParams<'subscribe'>,
    signal: AbortSignal | undefined,
  ): Promise<string> => {
    const answer = connection.request('subscribe', params).then((result) => {
      const parsed = CONTRACT.subscribe.result.safeParse(result);
      if (!parsed.success) throw malformed('The answer to subscribe has no subscriptionId.');
      return parsed.data.subscriptionId;
    });
    const calledOff = rejectionBy(signal);
    try {
      return await Promise.race([answer, calledOff.promise]);
    } catch (error) {
      answer.then(unsubscribe, () => undefined);
      throw error;
    } finally {
      calledOff.release();
    }
  };

  return {
    async call(method, params, signal) {
      users += 1;
      try {
        await authenticated;
        return await connection.request(method, params, [signal]);
      } finally {
        leave();
      }
    },
    async *subscribe(params, signal) {
      users += 1;
      try {
        await authenticated;
        unnamed += 1;
        const subscriptionId = await open(params, signal).finally(() => {
          unnamed -= 1;
        });
        const queue = queueOf(subscriptionId);
        const callOff = (): void => queue.fail(aborted());
        signal?.addEventListener('abort', callOff);
        try {
          for await (const frame of queue) {
            yield frame;
            if (frame.kind === 'bye') return;
          }
        } finally {
          signal?.removeEventListener('abort', callOff);
          unsubscribe(subscriptionId);
        }
      } finally {
        leave();
      }
    },
    end: (error) => connection.end(error),
  };
}

function rejectionBy(signal: AbortSignal | undefined): {
  readonly promise: Promise<never>;
  readonly release: () => void;
} {
  let abort = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    abort = () => reject(aborted());
  });
  promise.catch(() => undefined);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  return { promise, release: () => signal?.removeEventListener('abort', abort) };
}
