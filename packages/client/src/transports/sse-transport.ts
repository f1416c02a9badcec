import { type Frame, type MethodParams, parseFrame } from '@agent-chat/protocol';
import type { CallOptions } from '@agent-chat/protocol/wire';
import { createParser } from 'eventsource-parser';
import { callOverHttp, type HttpServer, request } from './http-call.js';
import { httpTarget } from './http-route.js';
import { limitsOf, type TransportLimits } from './limits.js';
import { guardSilence } from './silence.js';
import type { Transport } from './transport.js';
import { connectionLost, malformed, parseJson } from './transport-errors.js';

export interface SseTransportOptions extends HttpServer, TransportLimits {}

/**
 * Calls over HTTP, the subscription as server-sent events. `fetch`, not `EventSource`, which can
 * send no token but in its address.
 */
export function sseTransport(options: SseTransportOptions): Transport {
  const { callTimeoutMs } = limitsOf(options);
  let closing = new AbortController();

  return {
    name: 'sse',
    call: (method, params, { signal } = {}) =>
      callOverHttp(options, method, params, {
        timeoutMs: callTimeoutMs,
        signals: [signal, closing.signal],
      }),
    subscribe: (params, callOptions) => readStream(options, params, callOptions, closing.signal),
    close() {
      closing.abort();
      closing = new AbortController();
    },
  };
}

async function* readStream(
  options: SseTransportOptions,
  params: MethodParams<'subscribe'>,
  { signal }: CallOptions = {},
  closing: AbortSignal,
): AsyncGenerator<Frame, void, undefined> {
  const { heartbeatTimeoutMs, maxFrameLength } = limitsOf(options);
  const guard = guardSilence(heartbeatTimeoutMs, [signal, closing]);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const headers = {
      accept: 'text/event-stream',
      ...(params.cursor !== undefined && { 'last-event-id': params.cursor }),
    };
    const response = await request(options, httpTarget('subscribe', params), headers, guard);
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
      throw malformed('The answer is not an event stream.');
    }
    reader = response.body?.getReader();
    const parser = createFrameParser(maxFrameLength);
    for (;;) {
      const chunk = await reader?.read().catch((cause: unknown) => {
        throw guard.errorFor(cause);
      });
      if (chunk?.value === undefined) throw connectionLost('The stream ended in the middle.');
      guard.heard();
      for (const frame of parser.feed(chunk.value)) {
        yield frame;
        if (frame.kind === 'bye') return;
      }
    }
  } finally {
    guard.release();
    // Whoever stops reading ends the connection with it; one that is broken has nothing to cancel.
    void reader?.cancel().catch(() => undefined);
  }
}

interface FrameParser {
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
  const parser = createParser({
    maxBufferSize: maxFrameLength,
    onEvent: (message) => messages.push(message),
    onError: (error) => {
      tooLong ||= error.type === 'max-buffer-size-exceeded';
    },
  });

  return {
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
