import type { Transport } from '@agent-chat/client';
import { type Cursor, parseCursor } from '@agent-chat/protocol';

/** What a client asked for, connection by connection, and what kinds of frames it got. */
export interface Asked {
  readonly cursor: Cursor | null;
  readonly kinds: string[];
  /** Of the log that it came from; empty before anything came. */
  epoch: string;
}

/** `transport`, watched. */
export function watched(transport: Transport, asked: Asked[]): Transport {
  return {
    get name() {
      return transport.name;
    },
    get fallback() {
      return transport.fallback ?? null;
    },
    call: (method, params, options) => transport.call(method, params, options),
    async *subscribe(params, options) {
      const cursor = params.cursor === undefined ? null : parseCursor(params.cursor, '');
      const one: Asked = { cursor, kinds: [], epoch: '' };
      asked.push(one);
      for await (const frame of transport.subscribe(params, options)) {
        one.kinds.push(frame.kind);
        if (frame.kind === 'hello') one.epoch = frame.data.epoch;
        yield frame;
      }
    },
    close: () => transport.close(),
  };
}
