import type { ConversationRecord } from '@agent-chat/protocol';
import type { AppendRequest, EventStore, IdempotencyKey, StoredEvent } from '../../ports/event-store.js';

export const TENANT = 'tenant-a';
export const OTHER_TENANT = 'tenant-b';
export const CONVERSATION = 'conversation-1';

export interface RequestOptions {
  readonly conversationId?: string;
  readonly tenant?: string;
  /** Default 0. */
  readonly expectedSeq?: number;
  /** How many events; default 1. */
  readonly count?: number;
  /** In the text of each event, so that events of two requests can be told apart. */
  readonly mark?: string;
  readonly participantIds?: readonly string[];
  readonly title?: string;
  readonly updatedAt?: string;
  readonly runnable?: boolean;
  readonly key?: IdempotencyKey;
  readonly fence?: number;
}

/** An append as the orchestrator makes it, of events that say little. */
export function appendRequest(options: RequestOptions = {}): AppendRequest {
  const { conversationId = CONVERSATION, tenant = TENANT, expectedSeq = 0, count = 1 } = options;
  const events = Array.from({ length: count }, (_, index) =>
    storedEvent(conversationId, expectedSeq + 1 + index, options.mark ?? 'event'),
  );
  return {
    conversationId,
    tenant,
    expectedSeq,
    events,
    record: recordAt(conversationId, expectedSeq + count, options),
    runnable: options.runnable ?? false,
    ...(options.key && { key: options.key }),
    ...(options.fence === undefined ? {} : { fence: options.fence }),
  };
}

export function storedEvent(conversationId: string, seq: number, mark: string): StoredEvent {
  const payload = { text: `${mark} ${seq}` };
  return { seq, json: JSON.stringify({ conversationId, seq, type: 'note', author: 'system', payload }) };
}

function recordAt(conversationId: string, head: number, options: RequestOptions): ConversationRecord {
  const { participantIds = ['visitor', 'guide'], title = 'A conversation' } = options;
  return {
    conversationId,
    title,
    participants: participantIds.map((participantId) => ({
      participantId,
      kind: 'user',
      displayName: participantId,
    })),
    head,
    ended: false,
    createdAt: timeAt(0),
    updatedAt: options.updatedAt ?? timeAt(head),
  };
}

/** The `second`-th second of a day, as records carry it. */
export function timeAt(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString();
}

export function keyOf(requestId: string, overrides: Partial<IdempotencyKey> = {}): IdempotencyKey {
  return {
    author: 'visitor',
    requestId,
    paramsHash: `hash of ${requestId}`,
    resultJson: JSON.stringify({ result: requestId }),
    ...overrides,
  };
}

/** The seqs of the whole log, read in pages. */
export async function readAll(
  store: EventStore,
  conversationId = CONVERSATION,
  tenant = TENANT,
  limit = 100,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const afterSeq = events.at(-1)?.seq ?? 0;
    const page = await store.read({ conversationId, tenant, afterSeq, limit });
    if (page.length === 0) return events;
    events.push(...page);
  }
}

/** 1, 2 … `count`. */
export function seqsTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

export function seqsOf(events: readonly StoredEvent[]): readonly number[] {
  return events.map(({ seq }) => seq);
}
