import { AgentChatError, type Frame, type MethodParams, parseFrame } from '@agent-chat/protocol';
import { createParser } from 'eventsource-parser';
import { type HttpServer, request } from './http-call.js';
import { httpTarget } from './http-route.js';
import { limitsOf, type TransportLimits } from './limits.js';
import { guardSilence } from './silence.js';
import { connectionLost, malformed, parseJson } from './transport-errors.js';

export interface EventStreamOptions {
  readonly server: HttpServer & TransportLimits;
  readonly params: MethodParams<'subscribe'>;
  /** Off by any of them. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** Silence for so long ends it. Default: the limit for heartbeats. */
  readonly silenceMs?: number | undefined;
  /** A poll: held for so long at most, and its end after `caught_up` is no fault. */
  readonly waitMs?: number | undefined;
}

/** The frames of one `text/event-stream`. @throws AgentChatError as `Transport` says */
export async function* readEventStream(options: EventStreamOptions): AsyncGenerator<Frame, void, undefined> {
  const { server, params, waitMs } = options;
  const { heartbeatTimeoutMs, openingTimeoutMs, maxFrameLength } = limitsOf(server);
  const silenceMs = options.silenceMs ?? heartbeatTimeoutMs;
  const guard = guardSilence(options.silenceMs ?? openingTimeoutMs, options.signals);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const parser = createFrameParser(maxFrameLength);
  try {
    const headers = {
      accept: 'text/event-stream',
      ...(params.cursor !== undefined && { 'last-event-id': params.cursor }),
    };
    const target = httpTarget('subscribe', waitMs === undefined ? params : { ...params, wait: waitMs });
    const response = await request(server, target, headers, guard);
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
      throw malformed('The answer is not an event stream.');
    }
    reader = response.body?.getReader();
    let last: Frame['kind'] | null = null;
    for (;;) {
      const chunk = await reader?.read().catch((cause: unknown) => {
        throw guard.errorFor(cause);
      });
      if (chunk?.value === undefined) {
        if (waitMs !== undefined && last === 'caught_up') return;
        throw connectionLost('The stream ended in the middle.');
      }
      // A heartbeat says that somebody is there, but not that it is the server.
      if (last !== null) guard.heard();
      for (const frame of parser.feed(chunk.value)) {
        if (last === null) guard.heard();
        last = frame.kind;
        if (last === 'caught_up') guard.allow(silenceMs);
        yield frame;
        if (last === 'bye') return;
      }
    }
  } catch (cause) {
    throw parser.retryMs === null ? cause : withRetry(cause, parser.retryMs);
  } finally {
    guard.release();
    // Whoever stops reading ends the connection with it; one that is broken has nothing to cancel.
    void reader?.cancel().catch(() => undefined);
  }
}

/** The stream has said by `retry:` how long to wait before the next one. */
function withRetry(cause: unknown, retryAfterMs: number): unknown {
  if (!AgentChatError.isInstance(cause) || cause.code !== 'ConnectionLost') return cause;
  const details = { ...(cause.details as object | undefined), retryAfterMs };
  return connectionLost(cause.message, cause, details);
}

interface FrameParser {
  /** The newest `retry:` of the stream. */
  readonly retryMs: number | null;
  /**
   * The frames that these bytes complete. What is wrong is thrown when it is its turn, so that the
   * good frames before it are not lost.
   */
  feed(bytes: Uint8Array): Iterable<Frame>;
}

function createFrameParser(maxFrameLength: number): FrameParser {
  const decoder = new TextDecoder();
  let messages: { readonly event?: string | undefined; readonly data: string }[] = [];
  let tooLong = false;
  let retryMs: number | null = null;
  const parser = createParser({
    maxBufferSize: maxFrameLength,
    onEvent: (message) => messages.push(message),
    onRetry: (ms) => {
      retryMs = ms;
    },
    onError: (error) => {
      tooLong ||= error.type === 'max-buffer-size-exceeded';
    },
  });

  return {
    get retryMs() {
      return retryMs;
    },
    *feed(bytes) {
      parser.feed(decoder.decode(bytes, { stream: true }));
      const complete = messages;
      messages = [];
      for (const { event, data } of complete) {
        const frame = parseFrame(event ?? 'message', parseJson(data));
        if (frame !== null) yield frame;
      }
      if (tooLong) throw malformed(`A frame is longer than ${maxFrameLength}.`);
    },
  };
}
