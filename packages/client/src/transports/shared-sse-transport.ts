import { type Frame, type MethodParams, parseFrame } from '@agent-chat/protocol';
import type { CallOptions } from '@agent-chat/protocol/wire';
import { callOffBy } from './call-off.js';
import { readEventStream } from './event-stream.js';
import { createRounds, type Rounds } from './rounds.js';
import { type SseTransportOptions, sseTransport } from './sse-transport.js';
import { createTabChannel, type TabChannel } from './tab-channel.js';
import type { Transport } from './transport.js';
import { connectionLost } from './transport-errors.js';

export interface SharedSseTransportOptions extends SseTransportOptions {
  /**
   * Names the server and the person, and nothing secret: tabs with the same one take over each
   * other's frames, so that two people never may have the same.
   */
  readonly scope: string;
  /** A tab that hears nothing of the others for so long asks the server itself. Default 30,000. */
  readonly askAfterMs?: number | undefined;
}

/** So long a tab waits to learn whether it is the first one. */
const ALONE_WITHIN_MS = 100;

/**
 * `sseTransport` for pages that are open in several tabs, of which a browser lets six connections to
 * one server stand: one tab holds the stream of a conversation and passes it on, the others ask once
 * for what they do not have. When that tab is closed, the next one goes on where it is itself.
 * Where a browser has no Web Locks or `BroadcastChannel`, each tab has its own stream.
 */
export function sharedSseTransport(options: SharedSseTransportOptions): Transport {
  const alone = sseTransport(options);
  let closing = new AbortController();

  async function* subscribe(
    params: MethodParams<'subscribe'>,
    { signal }: CallOptions = {},
  ): AsyncGenerator<Frame, void, undefined> {
    const channel = createTabChannel(nameOf(options.scope, params));
    if (channel === null) {
      yield* alone.subscribe(params, signal && { signal });
      return;
    }
    const callOff = callOffBy([signal, closing.signal]);
    const rounds = createRounds(params);
    try {
      yield* follow(channel, rounds, callOff.signal);
      for await (const frame of alone.subscribe(rounds.params(), { signal: callOff.signal })) {
        const passed = rounds.take(frame);
        if (isForAll(frame)) channel.send({ epoch: rounds.epoch, frames: passed.filter(isForAll) });
        yield* passed;
        if (frame.kind === 'bye') return;
      }
    } finally {
      channel.close();
      callOff.release();
    }
  }

  /** What the leading tab passes on, until this one leads. */
  async function* follow(channel: TabChannel, rounds: Rounds, signal: AbortSignal): AsyncGenerator<Frame> {
    const { askAfterMs = 30_000 } = options;
    await channel.news(ALONE_WITHIN_MS, signal);
    while (!channel.isLeading && !signal.aborted) {
      // What the leader has passed on meanwhile waits: the two overlap, and a reader drops that.
      const backlog = readEventStream({
        server: options,
        params: rounds.params(),
        signals: [signal],
        waitMs: 0,
      });
      for await (const frame of backlog) {
        yield* rounds.take(frame);
        if (frame.kind === 'bye') return;
      }
      // Called off, there is news at once, for ever.
      while (!channel.isLeading && !signal.aborted && (await channel.news(askAfterMs, signal))) {
        for (const { epoch, frames } of channel.take()) {
          if (epoch !== rounds.epoch) throw connectionLost('Another tab reads another epoch of the log.');
          for (const { kind, data } of frames) {
            const frame = parseFrame(kind, data);
            if (frame !== null) yield* rounds.take(frame);
          }
        }
      }
    }
  }

  return {
    name: 'sse',
    call: (method, params, callOptions) => alone.call(method, params, callOptions),
    subscribe,
    close() {
      alone.close();
      closing.abort();
      closing = new AbortController();
    },
  };
}

/** `sharedSseTransport` where the tabs of a person have a `scope`, else `sseTransport`. */
export function sseFor(options: SseTransportOptions & { readonly scope?: string | undefined }): Transport {
  const { scope } = options;
  return scope === undefined ? sseTransport(options) : sharedSseTransport({ ...options, scope });
}

/** What begins a connection is for the tab alone that has it. */
function isForAll({ kind }: Frame): boolean {
  return kind !== 'hello' && kind !== 'snapshot' && kind !== 'caught_up' && kind !== 'bye';
}

/** Tabs that ask for something else have a stream of their own. */
function nameOf(scope: string, { cursor: _, ...params }: MethodParams<'subscribe'>): string {
  return `agent-chat:stream:${scope}:${JSON.stringify(params)}`;
}
