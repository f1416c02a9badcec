import { AgentChatError, type Bye, type Frame, type MethodParams, parseFrame } from '@agent-chat/protocol';
import type { CallOptions } from '@agent-chat/protocol/wire';
import { callOffBy } from './call-off.js';
import { readEventStream } from './event-stream.js';
import { limitsOf } from './limits.js';
import { createOpenDrafts } from './open-drafts.js';
import { createRounds, type Rounds } from './rounds.js';
import { guardSilence } from './silence.js';
import { type SseTransportOptions, sseTransport } from './sse-transport.js';
import { createTabChannel, type TabChannel } from './tab-channel.js';
import type { Transport } from './transport.js';
import { connectionLost } from './transport-errors.js';

export interface SharedTransportOptions extends SseTransportOptions {
  /**
   * Names the server and the person, and nothing secret: tabs with the same one take over each
   * other's frames, so that two people never may have the same.
   */
  readonly scope: string;
  /**
   * A tab that hears nothing of the leading one for so long asks whether it is there, and reads in
   * its place when it gives no answer within two seconds. Default 2,000.
   */
  readonly askAfterMs?: number | undefined;
}

/** So long a tab waits to learn whether it is the first one. */
const ALONE_WITHIN_MS = 100;
/** So long a tab that is well needs at most for an answer. Who asks may be busy itself, and asks twice. */
const ANSWER_WITHIN_MS = 1_000;
const MAX_UNANSWERED = 2;
/** By then any node of a server has the text that one of them sends. */
const TEXT_WITHIN_MS = 300;

/**
 * `sseTransport` for pages that are open in several tabs, of which a browser lets six connections to
 * one server stand: one tab holds the stream of a conversation and passes it on, the others ask once
 * for what they do not have. When that tab is closed or stands still, the next one goes on where it is
 * itself; when its stream ends or fails, they all come back, each in its own time. Where a browser has
 * no Web Locks or `BroadcastChannel`, each tab has its own stream.
 */
export function sharedSseTransport(options: SharedTransportOptions): Transport {
  return sharedByTabs(sseTransport, options);
}

/**
 * A transport over HTTP, with its subscription held by one tab for all that have the same `scope`. Without
 * one each tab has its own.
 */
export function sharedByTabs<O extends Omit<SharedTransportOptions, 'scope'>>(
  open: (options: O) => Transport,
  options: O & { readonly scope?: string | undefined },
): Transport {
  const alone = open(options);
  const { scope } = options;
  if (scope === undefined) return alone;
  /** Tabs that ask for something else have a subscription of their own. */
  const nameOf = ({ cursor: _, ...params }: MethodParams<'subscribe'>): string =>
    `agent-chat:${alone.name}:${scope}:${JSON.stringify(params)}`;
  let closing = new AbortController();

  async function* subscribe(
    params: MethodParams<'subscribe'>,
    { signal }: CallOptions = {},
  ): AsyncGenerator<Frame, void, undefined> {
    const rounds = createRounds(params);
    let isStreaming = false;
    /** Why this tab reads no more, where that concerns them all. */
    let end: AgentChatError | null = null;
    const channel = createTabChannel(nameOf(params), () => ({
      epoch: isStreaming ? rounds.epoch : '',
      after: rounds.seq,
      frames: [],
    }));
    if (channel === null) {
      yield* alone.subscribe(params, signal && { signal });
      return;
    }
    const callOff = callOffBy([signal, closing.signal, channel.dismissal]);
    try {
      yield* follow(channel, rounds, callOff.signal);
      for await (const frame of alone.subscribe(rounds.params(), { signal: callOff.signal })) {
        isStreaming = true;
        // One in the middle is of a log that has become shorter: what others have of it is too much.
        const after = frame.kind === 'snapshot' ? Infinity : rounds.seq;
        const passed = rounds.take(frame);
        channel.send({ epoch: rounds.epoch, after, frames: passed.filter(isForAll) });
        if (frame.kind === 'bye') end = errorOfBye(frame.data);
        yield* passed;
        if (frame.kind === 'bye') return;
      }
    } catch (cause) {
      if (channel.dismissal.aborted) throw connectionLost('This tab stood still: another one reads.');
      if (channel.isLeading && !callOff.signal.aborted) end = AgentChatError.from(cause);
      throw cause;
    } finally {
      // What is refused to this tab for good is not refused to the next one for that.
      channel.close(end?.retryable === true ? end : null);
      callOff.release();
    }
  }

  /** What the leading tab passes on, until this one leads. */
  async function* follow(channel: TabChannel, rounds: Rounds, outer: AbortSignal): AsyncGenerator<Frame> {
    const { askAfterMs = 2_000 } = options;
    // The answer to a question arrives where no stream does: that one does is for the leading tab to say.
    const guard = guardSilence(limitsOf(options).openingTimeoutMs, [outer]);
    const { signal } = guard;
    const isFollowing = (): boolean => !channel.isLeading && channel.end === null && !signal.aborted;
    const drafts = createOpenDrafts();
    /** Questions in a row whose answers did not reach as far as what is passed on. */
    let behind = 0;
    let isStreaming = false;
    const streams = (): void => {
      if (!isStreaming) guard.allow(2 ** 31 - 1);
      isStreaming = true;
    };
    try {
      channel.ask();
      await channel.news(ALONE_WITHIN_MS, signal);
      while (isFollowing()) {
        // What was passed on until now, the server says as well.
        if (channel.take().some(({ epoch }) => epoch !== '')) streams();
        // Another node that is asked may have less of a text: what is passed on meanwhile goes on from there.
        if (behind > 1) await new Promise((resolve) => setTimeout(resolve, TEXT_WITHIN_MS));
        let held: Frame | null = null;
        const question = { server: options, params: rounds.params(), signals: [signal], waitMs: 0 };
        for await (const frame of readEventStream(question)) {
          drafts.take(frame);
          if (frame.kind === 'caught_up' && !isStreaming) held = frame;
          else yield* rounds.take(frame);
          if (frame.kind === 'bye') return;
        }
        let isBehind = false;
        let unanswered = isStreaming ? 0 : 1;
        while (!isBehind && isFollowing()) {
          if (!(await channel.news(unanswered === 0 ? askAfterMs : ANSWER_WITHIN_MS, signal))) {
            if (unanswered < MAX_UNANSWERED) channel.ask();
            else channel.takeOver();
            unanswered += 1;
            continue;
          }
          unanswered = 0;
          for (const { epoch, after, frames } of channel.take()) {
            if (epoch === '') continue;
            if (epoch !== rounds.epoch) throw connectionLost('Another tab reads another epoch of the log.');
            streams();
            if (held !== null) yield* rounds.take(held);
            held = null;
            isBehind ||= after > rounds.seq;
            for (const { kind, data } of frames) {
              const frame = parseFrame(kind, data);
              if (frame === null) continue;
              // What that connection did not bring is over, or began after it and is here already: the
              // server is asked which.
              isBehind ||= drafts.take(frame);
              if (isBehind) break;
              const passed = rounds.take(frame);
              if (kind !== 'hello') yield* passed;
            }
          }
          behind = isBehind ? behind + 1 : 0;
        }
      }
      signal.throwIfAborted();
      if (channel.end !== null) throw channel.end;
    } catch (cause) {
      throw signal.aborted ? guard.errorFor(cause) : cause;
    } finally {
      guard.release();
    }
  }

  return {
    name: alone.name,
    call: (method, params, callOptions) => alone.call(method, params, callOptions),
    subscribe,
    close() {
      alone.close();
      closing.abort();
      closing = new AbortController();
    },
  };
}

function errorOfBye({ error, reason, retryAfterMs }: Bye): AgentChatError {
  if (error !== undefined) return AgentChatError.fromBody(error);
  return connectionLost(`The server ended the connection (${reason}).`, undefined, { retryAfterMs });
}

/** A snapshot is for the tab alone that has asked for it, and how it ends each is told in another way. */
function isForAll({ kind }: Frame): boolean {
  return kind !== 'snapshot' && kind !== 'bye';
}
