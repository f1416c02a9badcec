import type { AppendRequest, IdempotencyKey } from '@agent-chat/core';

export const TENANT = 'default';

/** An append of one event that carries `text`. */
export function appendOf(options: {
  readonly conversationId: string;
  readonly expectedSeq: number;
  readonly text: string;
  readonly key?: IdempotencyKey;
  readonly fence?: number;
  readonly runnable?: boolean;
}): AppendRequest {
  const { conversationId, expectedSeq, text, key, fence, runnable = false } = options;
  const seq = expectedSeq + 1;
  return {
    conversationId,
    tenant: TENANT,
    expectedSeq,
    events: [{ seq, json: JSON.stringify({ conversationId, seq, type: 'note', payload: { text } }) }],
    record: {
      conversationId,
      title: null,
      participants: [{ participantId: 'visitor', kind: 'user', displayName: 'Visitor' }],
      head: seq,
      ended: false,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    },
    runnable,
    ...(fence === undefined ? {} : { fence }),
    ...(key && { key }),
  };
}
