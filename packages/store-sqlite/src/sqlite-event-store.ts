import {
  type AppendRequest,
  type AppendResult,
  type Clock,
  type EraseRequest,
  type EventStore,
  formatPosition,
  type IdempotencyKey,
  type Lease,
  type ListPlace,
  type ListRecordsRequest,
  type PositionedEvent,
  parsePosition,
  positionBeyond,
  type ReadAllRequest,
  type ReadRequest,
  type RunnableConversation,
  type StoredEvent,
} from '@agent-chat/core';
import type { AgentChatError, ConversationRecord } from '@agent-chat/protocol';
import { createErasure, type Erasure } from './erasure.js';
import { EventReader } from './event-reader.js';
import { checksumOf, soundEvent, soundEvents } from './event-rows.js';
import {
  AFTER_ALL_TIMES,
  type ConversationRow,
  type EventStatements,
  GONE,
  prepareEventStatements,
} from './event-statements.js';
import { LeaseTable } from './lease-table.js';
import type { BoundStatement, BoundWrite } from './write-thread.js';
import type { StoreConnection } from './store-connection.js';

/** Conversations whose rows are remembered. */
const MAX_IDS = 10_000;

export class SqliteEventStore implements EventStore {
  readonly epoch: string;
  readonly #connection: StoreConnection;
  readonly #leases: LeaseTable;
  readonly #sql: EventStatements;
  readonly #erasure: Erasure;
  readonly #reader: EventReader;
  readonly #ids = new Map<string, number>();
  /** The last one that was given. A transaction that is rolled back leaves a gap, which nobody minds. */
  #position: number;

  constructor(connection: StoreConnection, epoch: string, clock: Pick<Clock, 'now'>) {
    this.epoch = epoch;
    this.#connection = connection;
    this.#leases = new LeaseTable(clock);
    this.#sql = prepareEventStatements(connection.database);
    this.#erasure = createErasure(this.#sql);
    this.#reader = new EventReader(this.#sql);
    this.#position = this.#sql.lastPosition.get()?.position ?? 0;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return this.#connection.write(() => this.#append(request), {
      bind: () => this.#bind(request),
      result: { status: 'appended' },
    });
  }

  read(request: ReadRequest): Promise<readonly StoredEvent[]> {
    const { conversationId, tenant, afterSeq = 0, beforeSeq, limit } = request;
    const page = { conversationId, tenant, limit };
    return this.#connection.read(() =>
      beforeSeq === undefined ? this.#reader.after(afterSeq, page) : this.#reader.before(beforeSeq, page),
    );
  }

  async readAll({ afterPosition, limit }: ReadAllRequest): Promise<readonly PositionedEvent[]> {
    this.#connection.assertOpen();
    const after = parsePosition(afterPosition, this.epoch);
    if (after > this.#position) throw positionBeyond(this.epoch);
    return this.#connection.read(() =>
      this.#sql.pageOfAll.all(after, limit).map((row) => ({
        position: formatPosition(this.epoch, row.position),
        tenant: row.tenant,
        conversationId: row.conversationId,
        ...soundEvent(row),
      })),
    );
  }

  newestPosition(): Promise<string> {
    return this.#connection.read(() =>
      formatPosition(this.epoch, this.#sql.lastPosition.get()?.position ?? 0),
    );
  }

  getRecord(tenant: string, conversationId: string): Promise<ConversationRecord | 'gone' | null> {
    return this.#connection.read(() => {
      const row = this.#sql.record.get(conversationId, tenant);
      if (row?.head === GONE) return 'gone';
      return row ? parseRecord(row) : null;
    });
  }

  listRecords(request: ListRecordsRequest): Promise<readonly ConversationRecord[]> {
    const { tenant, participantId, after, limit } = request;
    const at = after?.updatedAt ?? AFTER_ALL_TIMES;
    const conversationId = after?.conversationId ?? '';
    return this.#connection.read(() =>
      (participantId === undefined
        ? this.#sql.recordsOfTenant.all(tenant, at, conversationId, limit)
        : this.#sql.recordsOfParticipant.all(tenant, participantId, at, conversationId, limit)
      ).map(parseRecord),
    );
  }

  findKey(
    tenant: string,
    conversationId: string,
    author: string,
    requestId: string,
  ): Promise<Pick<IdempotencyKey, 'paramsHash' | 'resultJson'> | 'erased' | null> {
    return this.#connection.read(() => {
      const kept = this.#sql.ownKey.get(conversationId, tenant, author, requestId);
      return kept?.resultJson === '' ? 'erased' : (kept ?? null);
    });
  }

  async erase(request: EraseRequest): Promise<void> {
    await this.#write(() => this.#erasure.erase(request));
    await this.#connection.emptyLog();
  }

  async deleteConversation(tenant: string, conversationId: string): Promise<void> {
    await this.#write(() => this.#erasure.deleteConversation(tenant, conversationId));
    this.#leases.end(conversationId);
    await this.#connection.emptyLog();
  }

  async acquireLease(conversationId: string, owner: string, ttlMs: number): Promise<Lease | null> {
    const row = await this.#connection.read(() => this.#sql.fence.get(conversationId));
    const lease = row ? this.#leases.claim(conversationId, owner, ttlMs, row.fence) : null;
    if (!row || !lease) return null;
    try {
      // Before anyone can write under it: a later process must not give this fence again.
      await this.#connection.write(() => this.#sql.raiseFence.run(lease.fence, row.id));
    } catch (error) {
      this.#leases.release(lease);
      throw error;
    }
    return lease;
  }

  async renewLease(lease: Lease, ttlMs: number): Promise<boolean> {
    this.#connection.assertOpen();
    return this.#leases.renew(lease, ttlMs);
  }

  async releaseLease(lease: Lease): Promise<void> {
    this.#connection.assertOpen();
    this.#leases.release(lease);
  }

  listRunnable(limit: number, after?: ListPlace): Promise<readonly RunnableConversation[]> {
    const { updatedAt = AFTER_ALL_TIMES, conversationId = '' } = after ?? {};
    return this.#connection.read(() => this.#sql.runnable.all(updatedAt, conversationId, limit));
  }

  /** Closes the whole store, its records with it. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** A refusal is returned by `work` rather than thrown: it has written nothing that others must undo. */
  async #write(work: () => AgentChatError | null): Promise<void> {
    const refusal = await this.#connection.write(work);
    if (refusal) throw refusal;
  }

  /** Within a transaction. */
  #append(request: AppendRequest): AppendResult {
    const { conversationId, tenant, expectedSeq, events, key, fence } = request;
    const row = this.#sql.conversation.get(conversationId);
    if (row && row.tenant !== tenant) return { status: 'conflict', missing: [] };
    if (row?.head === GONE) return { status: 'gone' };

    const kept = row && key && this.#sql.key.get(row.id, key.author, key.requestId);
    if (kept?.resultJson === '') return { status: 'erased' };
    if (kept) return { status: 'duplicate', ...kept };

    if (fence !== undefined && !this.#leases.hasLiveFence(conversationId, fence)) {
      return { status: 'stale_fence' };
    }
    if (expectedSeq !== (row?.head ?? 0)) {
      return {
        status: 'conflict',
        missing: row ? soundEvents(this.#sql.eventsAfter.all(row.id, expectedSeq), expectedSeq + 1) : [],
      };
    }
    const id = this.#writeConversation(request, row);
    for (const [index, { seq, json }] of events.entries()) {
      // A gap would break every reader for good, so the caller's fault is refused here.
      if (seq !== expectedSeq + 1 + index) {
        throw new RangeError(`Event ${index} of the append must follow seq ${expectedSeq + index}.`);
      }
      this.#position += 1;
      this.#sql.insertEvent.run(this.#position, id, seq, json, checksumOf(json));
    }
    if (key) this.#sql.insertKey.run(id, key.author, key.requestId, key.paramsHash, key.resultJson);
    return { status: 'appended' };
  }

  /**
   * The append as statements for another thread. Their own conditions say whether it fits: the head,
   * the roster as it is, a key that is new. What is rarer is left to `#append`.
   */
  #bind({
    conversationId,
    tenant,
    expectedSeq,
    events,
    key,
    fence,
    record,
    runnable,
  }: AppendRequest): BoundWrite | null {
    const id = this.#idOf(conversationId);
    if (id === undefined || expectedSeq === 0) return null;
    if (fence !== undefined && !this.#leases.hasLiveFence(conversationId, fence)) return null;
    if (events.some(({ seq }, index) => seq !== expectedSeq + 1 + index)) return null;
    const head = expectedSeq + events.length;
    const participants = participantsOf(record);
    const row = [runnable ? 1 : 0, record.updatedAt, JSON.stringify(record)] as const;
    return [
      [0, head, ...row, id, conversationId, tenant, expectedSeq, participants],
      ...events.map(({ seq, json }): BoundStatement => {
        this.#position += 1;
        return [1, this.#position, id, seq, json, checksumOf(json)];
      }),
      ...(key ? [[2, id, key.author, key.requestId, key.paramsHash, key.resultJson] as const] : []),
    ];
  }

  /** The row of a conversation, which it keeps for good. The statements check that it is this one. */
  #idOf(conversationId: string): number | undefined {
    const known = this.#ids.get(conversationId);
    if (known !== undefined) return known;
    const id = this.#sql.conversation.get(conversationId)?.id;
    if (id === undefined) return undefined;
    if (this.#ids.size >= MAX_IDS) this.#ids.clear();
    this.#ids.set(conversationId, id);
    return id;
  }

  #writeConversation(request: AppendRequest, row: ConversationRow | undefined): number {
    const { conversationId, tenant, record } = request;
    const participants = participantsOf(record);
    const values = {
      head: request.expectedSeq + request.events.length,
      runnable: request.runnable ? 1 : 0,
      updatedAt: record.updatedAt,
      participants,
      record: JSON.stringify(record),
    };
    let id: number;
    if (row) {
      id = row.id;
      this.#sql.updateConversation.run({ ...values, id });
    } else {
      id = Number(this.#sql.insertConversation.run({ ...values, conversationId, tenant }).lastInsertRowid);
    }
    if (row?.participants !== participants) {
      for (const participantId of row ? (JSON.parse(row.participants) as string[]) : []) {
        this.#sql.deleteParticipant.run(tenant, participantId, id);
      }
      for (const participantId of JSON.parse(participants) as string[]) {
        this.#sql.insertParticipant.run(tenant, participantId, id);
      }
    }
    return id;
  }
}

/** As the row of a conversation has them: each id once. */
function participantsOf({ participants }: ConversationRecord): string {
  return JSON.stringify([...new Set(participants.map(({ participantId }) => participantId))]);
}

function parseRecord(row: { readonly record: string }): ConversationRecord {
  return JSON.parse(row.record) as ConversationRecord;
}
