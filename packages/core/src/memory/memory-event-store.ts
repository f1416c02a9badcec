import { AgentChatError, type ConversationRecord } from '@agent-chat/protocol';
import type { Clock } from '../ports/environment.js';
import { erasureFault } from '../ports/erasure.js';
import type {
  AppendRequest,
  AppendResult,
  EraseRequest,
  EventStore,
  IdempotencyKey,
  Lease,
  ListRecordsRequest,
  PositionedEvent,
  ReadAllRequest,
  ReadRequest,
  RunnableConversation,
  StoredEvent,
} from '../ports/event-store.js';
import type { ListPlace } from '../ports/list-place.js';
import { formatPosition, parsePosition, positionBeyond } from '../ports/position.js';

export interface MemoryEventStoreOptions {
  /** What leases expire by. Default: the platform's time. */
  readonly clock?: Pick<Clock, 'now'>;
  /** 1 to 64 letters and digits. Default: minted. */
  readonly epoch?: string;
}

/** One conversation as it is held. */
interface HeldConversation {
  readonly tenant: string;
  readonly conversationId: string;
  /** Its place in the order of creation. */
  readonly rank: number;
  readonly events: StoredEvent[];
  readonly keys: Map<string, IdempotencyKey | 'erased'>;
  gone: boolean;
  /** Text, so that nobody shares an object with the store. */
  recordJson: string;
  updatedAt: string;
  participantIds: ReadonlySet<string>;
  runnable: boolean;
  fence: number;
  lease: { readonly owner: string; readonly fence: number; readonly expiresAtMs: number } | null;
}

/** The `seq`-th event of a conversation, in the order of all. */
interface Entry {
  readonly position: number;
  readonly held: HeldConversation;
  readonly seq: number;
}

/**
 * The event store for tests, demos and browsers: all guarantees of the port except that its events
 * end with the process. Only what is erased is ever dropped, so its memory grows with the log.
 */
export function createMemoryEventStore(options: MemoryEventStoreOptions = {}): EventStore {
  return new MemoryEventStore(options.clock ?? { now: () => Date.now() }, options.epoch ?? mintEpoch());
}

class MemoryEventStore implements EventStore {
  readonly epoch: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #conversations = new Map<string, HeldConversation>();
  /** Every event, ascending by position. */
  #log: Entry[] = [];
  #position = 0;
  #closed = false;

  constructor(clock: Pick<Clock, 'now'>, epoch: string) {
    this.#clock = clock;
    this.epoch = epoch;
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    this.#assertOpen();
    const { expectedSeq, events, key, fence } = request;
    const held = this.#conversations.get(request.conversationId);
    if (held !== undefined && held.tenant !== request.tenant) return { status: 'conflict', missing: [] };

    if (held?.gone) return { status: 'gone' };

    const kept = key && held?.keys.get(keyName(key.author, key.requestId));
    if (kept === 'erased') return { status: 'erased' };
    if (kept) return { status: 'duplicate', paramsHash: kept.paramsHash, resultJson: kept.resultJson };

    if (fence !== undefined && (!held || this.#liveLease(held)?.fence !== fence)) {
      return { status: 'stale_fence' };
    }
    if (expectedSeq !== (held?.events.length ?? 0)) {
      return { status: 'conflict', missing: held?.events.slice(expectedSeq) ?? [] };
    }
    assertConsecutive(expectedSeq, events);
    const { record } = request;
    const target = held ?? this.#create(request);
    for (const { seq, json } of events) {
      target.events.push({ seq, json });
      this.#position += 1;
      this.#log.push({ position: this.#position, held: target, seq });
    }
    target.recordJson = JSON.stringify(record);
    target.updatedAt = record.updatedAt;
    target.participantIds = new Set(record.participants.map(({ participantId }) => participantId));
    target.runnable = request.runnable;
    if (key) target.keys.set(keyName(key.author, key.requestId), { ...key });
    return { status: 'appended' };
  }

  async read(request: ReadRequest): Promise<readonly StoredEvent[]> {
    const events = this.#find(request.tenant, request.conversationId)?.events ?? [];
    const { afterSeq = 0, beforeSeq, limit } = request;
    if (beforeSeq === undefined) return events.slice(afterSeq, afterSeq + limit);
    const end = Math.min(Math.max(beforeSeq - 1, 0), events.length);
    return events.slice(Math.max(0, end - limit), end);
  }

  async readAll({ afterPosition, limit }: ReadAllRequest): Promise<readonly PositionedEvent[]> {
    this.#assertOpen();
    const after = parsePosition(afterPosition, this.epoch);
    if (after > this.#position) throw positionBeyond(this.epoch);
    const start = firstAfter(this.#log, after);
    return this.#log.slice(start, start + limit).map(({ position, held, seq }) => ({
      position: formatPosition(this.epoch, position),
      tenant: held.tenant,
      conversationId: held.conversationId,
      seq,
      json: held.events[seq - 1]?.json ?? '',
    }));
  }

  async newestPosition(): Promise<string> {
    this.#assertOpen();
    return formatPosition(this.epoch, this.#position);
  }

  async getRecord(tenant: string, conversationId: string): Promise<ConversationRecord | 'gone' | null> {
    const held = this.#find(tenant, conversationId);
    if (held?.gone) return 'gone';
    return held && exists(held) ? parseRecord(held) : null;
  }

  async listRecords(request: ListRecordsRequest): Promise<readonly ConversationRecord[]> {
    const { tenant, participantId, after, limit } = request;
    return this.#newestFirst(after)
      .filter((held) => held.tenant === tenant)
      .filter((held) => participantId === undefined || held.participantIds.has(participantId))
      .slice(0, limit)
      .map(parseRecord);
  }

  async findKey(
    tenant: string,
    conversationId: string,
    author: string,
    requestId: string,
  ): Promise<Pick<IdempotencyKey, 'paramsHash' | 'resultJson'> | 'erased' | null> {
    const kept = this.#find(tenant, conversationId)?.keys.get(keyName(author, requestId));
    if (kept === undefined || kept === 'erased') return kept ?? null;
    return { paramsHash: kept.paramsHash, resultJson: kept.resultJson };
  }

  async erase({ tenant, conversationId, events }: EraseRequest): Promise<void> {
    const held = this.#erasable(tenant, conversationId, events);
    for (const { seq, json } of events) held.events[seq - 1] = { seq, json };
    for (const name of held.keys.keys()) held.keys.set(name, 'erased');
  }

  async deleteConversation(tenant: string, conversationId: string): Promise<void> {
    if (this.#find(tenant, conversationId)?.gone) return;
    const held = this.#erasable(tenant, conversationId, []);
    held.gone = true;
    held.events.length = 0;
    held.keys.clear();
    held.recordJson = '';
    held.participantIds = new Set();
    held.lease = null;
    this.#log = this.#log.filter((entry) => entry.held !== held);
  }

  async acquireLease(conversationId: string, owner: string, ttlMs: number): Promise<Lease | null> {
    this.#assertOpen();
    const held = this.#conversations.get(conversationId);
    if (!held || !exists(held)) return null;
    const live = this.#liveLease(held);
    if (live && live.owner !== owner) return null;
    held.fence += 1;
    held.lease = { owner, fence: held.fence, expiresAtMs: this.#clock.now() + ttlMs };
    return { conversationId, owner, fence: held.fence };
  }

  async renewLease(lease: Lease, ttlMs: number): Promise<boolean> {
    const held = this.#holding(lease);
    if (!held?.lease) return false;
    held.lease = { ...held.lease, expiresAtMs: this.#clock.now() + ttlMs };
    return true;
  }

  async releaseLease(lease: Lease): Promise<void> {
    const held = this.#holding(lease);
    if (held) held.lease = null;
  }

  async listRunnable(limit: number, after?: ListPlace): Promise<readonly RunnableConversation[]> {
    return this.#newestFirst(after)
      .filter((held) => held.runnable)
      .slice(0, limit)
      .map(({ tenant, conversationId, updatedAt }) => ({ tenant, conversationId, updatedAt }));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #create({ tenant, conversationId }: AppendRequest): HeldConversation {
    const held: HeldConversation = {
      tenant,
      conversationId,
      rank: this.#conversations.size,
      events: [],
      keys: new Map(),
      gone: false,
      recordJson: '',
      updatedAt: '',
      participantIds: new Set(),
      runnable: false,
      fence: 0,
      lease: null,
    };
    this.#conversations.set(conversationId, held);
    return held;
  }

  #find(tenant: string, conversationId: string): HeldConversation | undefined {
    this.#assertOpen();
    const held = this.#conversations.get(conversationId);
    return held?.tenant === tenant ? held : undefined;
  }

  #erasable(tenant: string, conversationId: string, events: readonly StoredEvent[]): HeldConversation {
    const held = this.#find(tenant, conversationId);
    const fault = erasureFault(held?.gone ? 'gone' : held?.events.length, events);
    if (fault) throw fault;
    // There is one, or it would have been refused.
    return held as HeldConversation;
  }

  /** Those behind a place, or all. One that there is not counts as the last that began at its time. */
  #newestFirst(after?: ListPlace): HeldConversation[] {
    this.#assertOpen();
    const rank = after && this.#conversations.get(after.conversationId)?.rank;
    const isBehind = ({ updatedAt, rank: own }: HeldConversation): boolean =>
      after === undefined ||
      updatedAt < after.updatedAt ||
      (updatedAt === after.updatedAt && own < (rank ?? Infinity));
    return [...this.#conversations.values()]
      .filter(exists)
      .filter(isBehind)
      .sort((a, b) => (a.updatedAt === b.updatedAt ? b.rank - a.rank : a.updatedAt < b.updatedAt ? 1 : -1));
  }

  #liveLease(held: HeldConversation): HeldConversation['lease'] {
    return held.lease && held.lease.expiresAtMs > this.#clock.now() ? held.lease : null;
  }

  /** The conversation on which exactly this lease is live. */
  #holding(lease: Lease): HeldConversation | undefined {
    this.#assertOpen();
    const held = this.#conversations.get(lease.conversationId);
    const live = held && this.#liveLease(held);
    return live?.fence === lease.fence && live.owner === lease.owner ? held : undefined;
  }

  #assertOpen(): void {
    if (this.#closed) throw new AgentChatError('Unavailable', 'The store is closed.');
  }
}

/** The index of the first entry above a position. */
function firstAfter(log: readonly Entry[], position: number): number {
  let from = 0;
  for (let to = log.length; from < to; ) {
    const middle = (from + to) >>> 1;
    if ((log[middle]?.position ?? 0) > position) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** A conversation exists from its first event; before that it can only hold keys. */
function exists(held: HeldConversation): boolean {
  return held.events.length > 0;
}

function parseRecord(held: HeldConversation): ConversationRecord {
  return JSON.parse(held.recordJson) as ConversationRecord;
}

/** Both parts may hold any character, so they are told apart by their JSON. */
function keyName(author: string, requestId: string): string {
  return JSON.stringify([author, requestId]);
}

/** A gap would break every reader for good, so the caller's fault is refused here. */
function assertConsecutive(expectedSeq: number, events: readonly StoredEvent[]): void {
  const wrong = events.findIndex(({ seq }, index) => seq !== expectedSeq + 1 + index);
  if (wrong !== -1)
    throw new RangeError(`Event ${wrong} of the append must follow seq ${expectedSeq + wrong}.`);
}

function mintEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
