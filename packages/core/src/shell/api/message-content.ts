import { AgentChatError, type MethodParams, type Part, textOf } from '@agent-chat/protocol';

/** A visitor writes whole turns of plain parts and states no preconditions. */
export function requireVisitorMessage(params: MethodParams<'sendMessage'>): void {
  if (params.finality !== undefined && params.finality !== 'turn') {
    throw forbidden('A visitor sends messages of finality "turn".');
  }
  if (params.lastClosedSeq !== undefined) throw forbidden('A visitor gives no lastClosedSeq.');
  if (params.runId !== undefined) throw forbidden('A visitor does not choose the run.');
  const { autopilot, budget, custom } = params.options ?? {};
  if (autopilot !== undefined || budget !== undefined || custom !== undefined) {
    throw forbidden('A visitor sets no autopilot level, no budget and nothing of the run.');
  }
}

/** Of a visitor's text its text: no sources that it would seem to cite, and no other fields. */
export function withPlainText<P extends { readonly parts: readonly Part[] }>(params: P): P {
  const parts = params.parts.map((part) =>
    part.type === 'text' && 'text' in part ? { type: 'text', partId: part.partId, text: part.text } : part,
  );
  return { ...params, parts };
}

/** @throws AgentChatError `InvalidMessage` */
export function requirePartIds(parts: readonly Part[]): void {
  const ids = new Set(parts.map((part) => part.partId));
  if (ids.size !== parts.length) {
    throw new AgentChatError('InvalidMessage', 'Two parts have the same partId.');
  }
}

/** @throws AgentChatError `InvalidMessage` */
export function requireContent(parts: readonly Part[]): void {
  requirePartIds(parts);
  if (parts.every((part) => part.type === 'text') && textOf(parts).trim() === '') {
    throw new AgentChatError('InvalidMessage', 'The message has no text.');
  }
}

function forbidden(message: string): AgentChatError {
  return new AgentChatError('Forbidden', message);
}
