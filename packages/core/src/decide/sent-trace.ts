import { AgentChatError, type MethodParams, payloadFault, type TraceEvent } from '@agent-chat/protocol';

/** Any trace, before it has an envelope. */
export type TraceDraft = {
  [T in TraceEvent['type']]: { type: T; payload: Extract<TraceEvent, { type: T }>['payload'] };
}[TraceEvent['type']];

/**
 * The trace that somebody elsewhere sent, under an execution or not. Fields that this version does not
 * know are kept.
 *
 * @throws AgentChatError `InvalidMessage`, with `details.path` where its payload is wrong
 */
export function sentTrace({ type, payload }: MethodParams<'sendTrace'>): TraceDraft {
  const fault = payloadFault(type, payload);
  if (fault !== null) {
    const { path, expected } = fault;
    throw new AgentChatError('InvalidMessage', `${type}: "${path}" must be ${expected}.`, {
      details: { path: path === '' ? 'payload' : `payload.${path}` },
    });
  }
  const trace = { type, payload } as TraceDraft;
  if (trace.type !== 'tool_result') return trace;
  const { output, error } = trace.payload;
  if ((output === undefined) !== (error === undefined)) return trace;
  throw new AgentChatError('InvalidMessage', 'A result has an output or an error.');
}
