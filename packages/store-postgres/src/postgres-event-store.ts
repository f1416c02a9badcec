import {
  type AppendRequest,
  type AppendResult,
  type EraseRequest,
  type EventStore,
  erasureFault,
  formatPosition,
  type IdempotencyKey,
  type Lease,
  type LeaseOptions,
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
import { AgentChatError, type ConversationRecord } from '@agent-chat/protocol';
import {
  type AppendRow,
  appendParams,
  appendResults,
  type PreparedAppend,
  prepareAppend,
  requireText,
} from './append-batch.js';
import { Batcher } from './batcher.js';
import type { Database } from './database.js';
import { AFTER_ALL_TIMES, type EventSql, eventSql } from './event-sql.js';
import { decodeName, encodeName } from './names.js';
import { isRolledBack } from './store-errors.js';

const MAX_BATCH = 256;
/** A smaller batch beside another costs the database more than the wait that it saves. */
const MIN_BATCH_BESIDE = 16;
const MAX_BATCH_UNITS = 4 * 1024 * 1024;

export class PostgresEventStore implements EventStore {
  readonly epoch: string;
  readonly #database: Database;
  readonly #sql: EventSql;
  readonly #batcher: Batcher<PreparedAppend, AppendResult>;
  /** The newest lease of this process on each conversation: closing the store frees them. */
  readonly #given = new Map<string, Lease>();

  constructor(database: Database, epoch: string) {
    this.epoch = epoch;
    this.#database = database;
    this.#sql = eventSql(database.schema);
    this.#batcher = new Batcher({
      maxItems: MAX_BATCH,
      minBeside: MIN_BATCH_BESIDE,
      keyOf: ({ conversationId }) => conversationId,
      maxWeight: MAX_BATCH_UNITS,
      weightOf: ({ weight }) => weight,
      run: async (batch) => {
        const rows = await database.query<AppendRow>(this.#sql.append, appendParams(batch));
        return appendResults(batch.length, rows).map(decodeHash);
      },
      mayRunAlone: (error) => isRolledBack(error),
    });
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return this.#database.track(async () => this.#batcher.add(prepareAppend(request)));
  }

  read(request: ReadRequest): Promise<readonly StoredEvent[]> {
    const { afterSeq = 0, beforeSeq, limit } = request;
    const conversation = [encodeName(request.conversationId), encodeName(request.tenant)];
    return this.#database.track(async () => {
      if (beforeSeq === undefined) {
        const params = [...conversation, afterSeq, limit];
        return soundEvents(
          await this.#database.repeatable<StoredEvent>(this.#sql.pageAfter, params),
          afterSeq + 1,
        );
      }
      const params = [...conversation, beforeSeq, limit];
      return soundEvents(
        (await this.#database.repeatable<StoredEvent>(this.#sql.pageBefore, params)).reverse(),
      );
    });
  }

  readAll({ afterPosition, limit }: ReadAllRequest): Promise<readonly PositionedEvent[]> {
    return this.#database.track(async () => {
      const after = parsePosition(afterPosition, this.epoch);
      const rows = await this.#database.repeatable<PositionedRow>(this.#sql.pageOfAll, [after, limit]);
      if (rows.length === 0 && after > 0) await this.#requireWithin(after);
      return rows.map((row) => ({
        position: formatPosition(this.epoch, Number(row.position)),
        tenant: decodeName(row.tenant),
        conversationId: decodeName(row.conversation_id),
        seq: Number(row.seq),
        json: row.json,
      }));
    });
  }

  newestPosition(): Promise<string> {
    return this.#database.track(async () => formatPosition(this.epoch, await this.#head()));
  }

  getRecord(tenant: string, conversationId: string): Promise<ConversationRecord | 'gone' | null> {
    return this.#database.track(async () => {
      const names = [encodeName(conversationId), encodeName(tenant)];
      const [row] = await this.#database.repeatable<RecordRow & { head: number }>(this.#sql.record, names);
      if (row && Number(row.head) < 0) return 'gone';
      return row ? parseRecord(row) : null;
    });
  }

  listRecords(request: ListRecordsRequest): Promise<readonly ConversationRecord[]> {
    const { participantId, after, limit } = request;
    const tenant = encodeName(request.tenant);
    const behind = [after?.updatedAt ?? AFTER_ALL_TIMES, encodeName(after?.conversationId ?? '')];
    return this.#database.track(async () => {
      const rows =
        participantId === undefined
          ? await this.#database.repeatable<RecordRow>(this.#sql.recordsOfTenant, [tenant, ...behind, limit])
          : await this.#database.repeatable<RecordRow>(this.#sql.recordsOfParticipant, [
              tenant,
              encodeName(participantId),
              ...behind,
              limit,
            ]);
      return rows.map(parseRecord);
    });
  }

  findKey(
    tenant: string,
    conversationId: string,
    author: string,
    requestId: string,
  ): Promise<Pick<IdempotencyKey, 'paramsHash' | 'resultJson'> | 'erased' | null> {
    return this.#database.track(async () => {
      const names = [conversationId, tenant, author, requestId].map(encodeName);
      const [row] = await this.#database.repeatable<{ params_hash: string; result: string }>(
        this.#sql.key,
        names,
      );
      if (row?.result === '') return 'erased';
      return row ? { paramsHash: decodeName(row.params_hash), resultJson: row.result } : null;
    });
  }

  /** Run again when its connection was lost: what it has done it may do twice. */
  erase({ tenant, conversationId, events }: EraseRequest): Promise<void> {
    return this.#database.track(async () => {
      for (const { json } of events) requireText(json);
      // One that no conversation can have would be no number to the database.
      const seqs = events.map(({ seq }) => (Number.isSafeInteger(seq) ? seq : 0));
      const params = [encodeName(conversationId), encodeName(tenant), seqs, events.map(({ json }) => json)];
      const [row] = await this.#database.repeatable<{ head: number | null }>(this.#sql.erase, params);
      requireErasable(row, events);
    });
  }

  deleteConversation(tenant: string, conversationId: string): Promise<void> {
    return this.#database.track(async () => {
      const params = [encodeName(conversationId), encodeName(tenant)];
      const [row] = await this.#database.repeatable<{ head: number | null }>(
        this.#sql.deleteConversation,
        params,
      );
      if (Number(row?.head) >= 0) requireErasable(row, []);
    });
  }

  /** Waits for an append of the moment rather than skip its row: a free lease must not be refused. */
  acquireLease(
    conversationId: string,
    owner: string,
    ttlMs: number,
    { isHeldElsewhere = false }: LeaseOptions = {},
  ): Promise<Lease | null> {
    return this.#database.track(async () => {
      const params = [encodeName(conversationId), encodeName(owner), ttlMs];
      const [row] = await this.#database.query<{ fence: string | null }>(this.#sql.acquireLease, params);
      if (row?.fence == null) return null;
      const lease = { conversationId, owner, fence: Number(row.fence) };
      if (isHeldElsewhere) this.#given.delete(conversationId);
      else this.#given.set(conversationId, lease);
      return lease;
    });
  }

  renewLease(lease: Lease, ttlMs: number): Promise<boolean> {
    return this.#database.track(async () => {
      const { conversationId, owner, fence } = lease;
      const params = [encodeName(conversationId), encodeName(owner), fence, ttlMs];
      const [row] = await this.#database.repeatable<{ held: boolean }>(this.#sql.renewLease, params);
      return row?.held === true;
    });
  }

  releaseLease(lease: Lease): Promise<void> {
    return this.#database.track(() => this.#release([lease]));
  }

  claimRunnable(
    owner: string,
    ttlMs: number,
    limit: number,
  ): Promise<readonly (Lease & { readonly tenant: string })[]> {
    return this.#database.track(async () => {
      const rows = await this.#database.query<{ tenant: string; conversation_id: string; fence: string }>(
        this.#sql.claimRunnable,
        [encodeName(owner), ttlMs, limit],
      );
      return rows.map((row) => {
        const conversationId = decodeName(row.conversation_id);
        const lease = { conversationId, owner, fence: Number(row.fence) };
        this.#given.set(conversationId, lease);
        return { ...lease, tenant: decodeName(row.tenant) };
      });
    });
  }

  listRunnable(limit: number, after?: ListPlace): Promise<readonly RunnableConversation[]> {
    const params = [after?.updatedAt ?? AFTER_ALL_TIMES, encodeName(after?.conversationId ?? ''), limit];
    return this.#database.track(async () => {
      const rows = await this.#database.repeatable<{
        tenant: string;
        conversation_id: string;
        updated_at: string;
      }>(this.#sql.runnable, params);
      return rows.map((row) => ({
        tenant: decodeName(row.tenant),
        conversationId: decodeName(row.conversation_id),
        updatedAt: row.updated_at,
      }));
    });
  }

  /** Closes the whole store, its records with it, and frees the leases that it still holds. */
  close(): Promise<void> {
    return this.#database.close(() => this.#release([...this.#given.values()]));
  }

  /** @throws AgentChatError `InvalidCursor` */
  async #requireWithin(position: number): Promise<void> {
    if (position > (await this.#head())) throw positionBeyond(this.epoch);
  }

  async #head(): Promise<number> {
    const [head] = await this.#database.repeatable<{ position: string }>(this.#sql.position, []);
    return Number(head?.position);
  }

  async #release(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await this.#database.repeatable(this.#sql.releaseLeases, [
      leases.map(({ conversationId }) => encodeName(conversationId)),
      leases.map(({ owner }) => encodeName(owner)),
      leases.map(({ fence }) => fence),
    ]);
    for (const { conversationId, fence } of leases) {
      if (this.#given.get(conversationId)?.fence === fence) this.#given.delete(conversationId);
    }
  }
}

interface PositionedRow {
  readonly position: string;
  readonly tenant: string;
  readonly conversation_id: string;
  readonly seq: number;
  readonly json: string;
}

interface RecordRow {
  readonly record: string;
}

function parseRecord(row: RecordRow): ConversationRecord {
  return JSON.parse(row.record) as ConversationRecord;
}

/** The database refuses by the same rule, and says on which head. */
function requireErasable(
  row: { readonly head: number | null } | undefined,
  events: readonly Pick<StoredEvent, 'seq'>[],
): void {
  const head = Number(row?.head ?? 0);
  const refusal = erasureFault(head < 0 ? 'gone' : head, events);
  if (refusal) throw refusal;
}

function decodeHash(result: AppendResult): AppendResult {
  return result.status === 'duplicate' ? { ...result, paramsHash: decodeName(result.paramsHash) } : result;
}

/**
 * The events of a page, ascending, once they are known to be without a gap, from `first` on.
 *
 * @throws AgentChatError `StoreDamaged`
 */
function soundEvents(
  rows: readonly StoredEvent[],
  first: number = Number(rows[0]?.seq ?? 0),
): readonly StoredEvent[] {
  return rows.map((row, index) => {
    const seq = Number(row.seq);
    if (seq !== first + index) {
      throw new AgentChatError('StoreDamaged', `The stored event ${first + index} is lost.`);
    }
    return { seq, json: row.json };
  });
}
