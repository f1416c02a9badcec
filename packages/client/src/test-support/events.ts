import type { ConversationEvent, DraftAppend, Part } from '@agent-chat/protocol';

export const CONVERSATION_ID = 'conv_1';

const EPOCH_START = Date.UTC(2026, 10, 1);

/** An event without what its place in the log gives it. */
export type EventSeed = Pick<ConversationEvent, 'type' | 'author' | 'payload'> &
  Partial<Pick<ConversationEvent, 'turn' | 'finality' | 'audience' | 'clientRequestId' | 'causedBy'>>;

export function eventAt(seq: number, seed: EventSeed): ConversationEvent {
  return {
    conversationId: CONVERSATION_ID,
    seq,
    turn: 0,
    ts: new Date(EPOCH_START + seq * 1_000).toISOString(),
    finality: 'none',
    audience: 'everyone',
    ...seed,
  };
}

export const created: EventSeed = {
  type: 'created',
  author: 'system',
  payload: {
    title: 'Test',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  },
};

export function text(content: string, partId = 'p1'): Part {
  return { type: 'text', partId, text: content };
}

/** A whole message of a person: it is a turn of its own. */
export function said(turn: number, messageId: string, content: string, clientRequestId?: string): EventSeed {
  return {
    type: 'message',
    turn,
    author: 'ada',
    finality: 'turn',
    ...(clientRequestId !== undefined && { clientRequestId }),
    payload: { messageId, parentId: null, role: 'user', parts: [text(content)] },
  };
}

export function answered(
  turn: number,
  messageId: string,
  parts: readonly Part[],
  finality: 'none' | 'turn' = 'turn',
): EventSeed {
  return {
    type: 'message',
    turn,
    author: 'bot',
    finality,
    payload: { messageId, parentId: null, role: 'assistant', parts: [...parts] },
  };
}

export function started(turn: number, fence = 1): EventSeed {
  return {
    type: 'execution_started',
    author: 'system',
    payload: { executionId: `exec_${fence}`, agentId: 'bot', turn, fence, attempt: 1 },
  };
}

export function cleared(turn: number, reason: string): EventSeed {
  return { type: 'turn_cleared', author: 'system', payload: { turn, reason } };
}

export function queued(messageId: string, content: string, clientRequestId?: string): EventSeed {
  return {
    type: 'message_queued',
    author: 'ada',
    ...(clientRequestId !== undefined && { clientRequestId }),
    payload: { messageId, parts: [text(content)], delivery: 'next' },
  };
}

/** A piece of the text of a message; of a tool's input with `toolCallId`. */
export function draft(
  turn: number,
  target: string,
  offset: number,
  content: string,
  rest: Partial<DraftAppend> = {},
): DraftAppend {
  const head = { turn, fence: 1, author: 'bot', audience: 'everyone', offset, text: content } as const;
  if (rest.kind === 'tool_input') {
    return { ...head, draftId: `${target}/1`, kind: 'tool_input', toolCallId: target, ...rest };
  }
  const partId = rest.partId ?? 'p1';
  return { ...head, draftId: `${target}/${partId}/1`, kind: 'text', messageId: target, partId, ...rest };
}
