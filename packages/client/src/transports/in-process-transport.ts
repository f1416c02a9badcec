import { AgentChatError, type Frame, type MethodParams } from '@agent-chat/protocol';
import type { CallOptions, ConversationApi } from '@agent-chat/protocol/wire';
import { callOffBy } from './call-off.js';
import type { Transport } from './transport.js';
import { aborted, connectionLost } from './transport-errors.js';

/** An orchestrator in the same process, without any wire. */
export function inProcessTransport(api: ConversationApi): Transport {
  let closing = new AbortController();

  return {
    name: 'in_process',
    async call(method, params, { signal } = {}) {
      const callOff = callOffBy([signal, closing.signal]);
      try {
        return await Promise.race([api.call(method, params, { signal: callOff.signal }), callOff.rejection]);
      } catch (cause) {
        throw AgentChatError.from(cause);
      } finally {
        callOff.release();
      }
    },
    subscribe: (params, options) => readFrames(api, params, options, closing.signal),
    close() {
      closing.abort();
      closing = new AbortController();
    },
  };
}

async function* readFrames(
  api: ConversationApi,
  params: MethodParams<'subscribe'>,
  { signal }: CallOptions = {},
  closing: AbortSignal,
): AsyncGenerator<Frame, void, undefined> {
  const callOff = callOffBy([signal, closing]);
  try {
    if (callOff.signal.aborted) throw aborted();
    for await (const frame of api.subscribe(params, { signal: callOff.signal })) {
      if (callOff.signal.aborted) throw aborted();
      yield frame;
      if (frame.kind === 'bye') return;
    }
    throw callOff.signal.aborted ? aborted() : connectionLost('The subscription ended.');
  } finally {
    callOff.release();
  }
}
