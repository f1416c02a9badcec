import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemoryEventStore,
  createMemoryRecordStore,
  type EventStore,
  type RecordStore,
} from '@agent-chat/core';
import {
  type ConversationEvent,
  type ConversationSnapshot,
  type ConversationState,
  emptyState,
  foldEvents,
  fromSnapshot,
  isKnownEvent,
  type JsonValue,
  type KnownEvent,
  parseEvent,
  type Participant,
  toSnapshot,
} from '@agent-chat/protocol';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import fc from 'fast-check';

export const CONVERSATION_ID = 'c1';
const TENANT = 'default';

/** An event before it stands in a log. `ts` is the moment that the other system has for it. */
export type Carried = {
  [T in KnownEvent['type']]: Pick<Extract<KnownEvent, { type: T }>, 'type' | 'payload'>;
}[KnownEvent['type']] &
  Partial<
    Pick<ConversationEvent, 'turn' | 'ts' | 'author' | 'finality' | 'audience' | 'runId' | 'clientRequestId'>
  >;

export interface Reloaded {
  readonly events: readonly KnownEvent[];
  readonly state: ConversationState;
}

export interface Stores {
  readonly events: EventStore;
  readonly records: RecordStore;
  close(): Promise<void>;
  /** What a process that starts now finds. */
  reopen(): Promise<Stores>;
}

export function inMemory(): Stores {
  const stores: Stores = {
    events: createMemoryEventStore(),
    records: createMemoryRecordStore(),
    close: async () => undefined,
    reopen: async () => stores,
  };
  return stores;
}

/** SQLite in a folder of its own, which `close` removes. */
export async function inSqlite(): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-chat-lossless-'));
  const open = async (): Promise<Stores> => {
    const store = await createSqliteStore({ folder });
    const { events, records } = store;
    return {
      events,
      records,
      close: async () => {
        await store.close();
        await rm(folder, { recursive: true, force: true });
      },
      reopen: async () => {
        await store.close();
        return open();
      },
    };
  };
  return open();
}

/**
 * Appends to a new log, reads it back as text, checks each event by its schema and folds it, through
 * a snapshot on its way: what comes out is what a reader has.
 */
export async function carry(
  stores: Stores,
  participants: readonly Participant[],
  carried: readonly Carried[],
  conversationId = CONVERSATION_ID,
): Promise<Reloaded> {
  const first: Carried = { type: 'created', payload: { participants: [...participants] } };
  const created = carried[0]?.type === 'created' ? [] : [first];
  const events = [...created, ...carried].map((event, index) => ({
    conversationId,
    seq: index + 1,
    turn: 0,
    ts: '2026-01-01T00:00:00.000Z',
    author: 'system',
    finality: 'none',
    audience: 'everyone',
    ...event,
  }));
  const at = '2026-01-01T00:00:00.000Z';
  const { status } = await stores.events.append({
    conversationId,
    tenant: TENANT,
    expectedSeq: 0,
    events: events.map((event) => ({ seq: event.seq, json: JSON.stringify(event) })),
    record: {
      conversationId,
      title: null,
      participants: [...participants],
      head: events.length,
      ended: false,
      createdAt: at,
      updatedAt: at,
    },
    runnable: false,
  });
  if (status !== 'appended') throw new Error(status);
  const reopened = await stores.reopen();
  const read = await reopened.events.read({ conversationId, tenant: TENANT, afterSeq: 0, limit: 10_000 });
  await reopened.close();
  const parsed = read.map(({ json }) => parseEvent(JSON.parse(json)));
  const half = Math.floor(parsed.length / 2);
  const sent = JSON.stringify(
    toSnapshot(foldEvents(emptyState(conversationId), parsed.slice(0, half)), { operator: true }, 10_000),
  );
  const state = foldEvents(fromSnapshot(JSON.parse(sent) as ConversationSnapshot), parsed.slice(half));
  return { events: parsed.filter(isKnownEvent), state };
}

/** A record as a process that starts later finds it. */
export async function carryRecord(
  stores: Stores,
  collection: string,
  id: string,
  value: unknown,
): Promise<JsonValue> {
  await stores.records.put(TENANT, collection, id, value as JsonValue);
  const reopened = await stores.reopen();
  const found = await reopened.records.get(TENANT, collection, id);
  await reopened.close();
  return found;
}

/** Any JSON, as it is after it has crossed a wire. */
export const free: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

export const words = fc.string({ maxLength: 40, unit: 'grapheme' });
export const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
export const instants = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
/** Fields that nobody has foretold. */
export const extras = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), free, {
  maxKeys: 3,
  noNullPrototype: true,
});

/** Also with such fields beside its own. */
export function withExtras<T extends object>(fields: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.tuple(extras, fields).map(([extra, own]) => ({ ...extra, ...own }));
}

export function optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

export function orNull<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { nil: null });
}

/** Without fields that are `undefined`, which JSON has not. */
export function dense<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
