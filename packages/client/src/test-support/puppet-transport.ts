import type { ConversationMethod, Frame, MethodParams, MethodResult } from '@agent-chat/protocol';
import type { CallOptions } from '@agent-chat/protocol/wire';
import { createFrameQueue } from '../transports/frame-queue.js';
import type { Transport } from '../transports/transport.js';
import { aborted } from '../transports/transport-errors.js';

/** One subscription in a test's hand. */
export interface PuppetConnection {
  readonly params: MethodParams<'subscribe'>;
  readonly isOver: boolean;
  push(...frames: readonly Frame[]): void;
  fail(error: Error): void;
}

/** One call in a test's hand. */
export interface PuppetCall {
  readonly method: ConversationMethod;
  readonly params: unknown;
  readonly isOver: boolean;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A transport that does what a test says, and nothing by itself. */
export class PuppetTransport implements Transport {
  readonly name = 'in_process';
  readonly connections: PuppetConnection[] = [];
  readonly calls: PuppetCall[] = [];

  get connection(): PuppetConnection {
    const newest = this.connections.at(-1);
    if (newest === undefined) throw new Error('Nobody has subscribed yet.');
    return newest;
  }

  call<M extends ConversationMethod>(
    method: M,
    params: MethodParams<M>,
    { signal }: CallOptions = {},
  ): Promise<MethodResult<M>> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T): void => {
          isOver = true;
          how(value);
        };
      const call: PuppetCall = {
        method,
        params,
        get isOver() {
          return isOver;
        },
        resolve: settle((result) => resolve(result as MethodResult<M>)),
        reject: settle(reject),
      };
      this.calls.push(call);
      signal?.addEventListener('abort', () => call.reject(aborted()));
    });
  }

  async *subscribe(
    params: MethodParams<'subscribe'>,
    { signal }: CallOptions = {},
  ): AsyncGenerator<Frame, void, undefined> {
    const queue = createFrameQueue();
    let isOver = false;
    this.connections.push({
      params,
      get isOver() {
        return isOver;
      },
      push: (...frames) => {
        for (const frame of frames) queue.push(frame);
      },
      fail: (error) => queue.fail(error),
    });
    signal?.addEventListener('abort', () => queue.fail(aborted()));
    try {
      yield* queue;
    } finally {
      isOver = true;
    }
  }

  close(): void {
    for (const { fail } of this.connections) fail(aborted());
    for (const { reject } of this.calls) reject(aborted());
  }
}

/** Lets everything happen that can happen without time passing. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
