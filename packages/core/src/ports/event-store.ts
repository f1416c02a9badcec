import type { ConversationRecord, ErrorCode } from '@agent-chat/protocol';
import type { ListPlace } from './list-place.js';

/** One event as it is stored: its JSON text is what travels, never serialised again. */
export interface StoredEvent {
  readonly seq: number;
  /** The whole event as JSON, written once by the orchestrator. */
  readonly json: string;
}

/** A command's idempotency record, written in the append that carries its events. */
export interface IdempotencyKey {
  /** `author` and `requestId` name the command within its conversation. */
  readonly author: string;
  readonly requestId: string;
  /** SHA-256 of the canonical params. */
  readonly paramsHash: string;
  /** The result of the command as JSON, returned to every retry. */
  readonly resultJson: string;
}

export interface AppendRequest {
  readonly conversationId: string;
  readonly tenant: string;
  /** The head that the decision was made on. 0 creates the conversation. */
  readonly expectedSeq: number;
  /** Consecutive, starting at `expectedSeq + 1`; empty for a command that logs nothing but keeps its key. */
  readonly events: readonly StoredEvent[];
  readonly key?: IdempotencyKey;
  /** When present, it must be the fence of the live lease on this conversation. */
  readonly fence?: number;
  /** The look-up record after these events. */
  readonly record: ConversationRecord;
  /** Whether a turn is open or an agent is due after these events: `listRunnable` finds it. */
  readonly runnable: boolean;
}

export type AppendResult =
  | { readonly status: 'appended' }
  /**
   * Another head: nothing was written. The events after `expectedSeq`, so that the caller decides
   * again. Nothing is missing when the conversation is another tenant's (ids are unique in a
   * store), or when `expectedSeq` is beyond the head.
   */
  | { readonly status: 'conflict'; readonly missing: readonly StoredEvent[] }
  /** The key exists: nothing was written. The caller compares `paramsHash`. */
  | { readonly status: 'duplicate'; readonly paramsHash: string; readonly resultJson: string }
  /** The key exists, but an erasure has blanked its hash and result: nothing was written. */
  | { readonly status: 'erased' }
  /** The conversation was deleted, and its id is used up: nothing was written. */
  | { readonly status: 'gone' }
  /** The lease is not held under this fence any more: nothing was written. */
  | { readonly status: 'stale_fence' };

export interface ListRecordsRequest {
  readonly tenant: string;
  readonly participantId?: string;
  /** The last record of the page before, as it was then. */
  readonly after?: Pick<ConversationRecord, 'conversationId' | 'updatedAt'>;
  readonly limit: number;
}

export interface ReadRequest {
  readonly conversationId: string;
  readonly tenant: string;
  /** Exclusive. The page after it; default 0. */
  readonly afterSeq?: number;
  /** Exclusive. The page before it, still in ascending order. Not together with `afterSeq`. */
  readonly beforeSeq?: number;
  /** At least 1. */
  readonly limit: number;
}

/** An event with its place among those of all conversations and tenants, for operators only. */
export interface PositionedEvent extends StoredEvent {
  /** To go on after it with `readAll`. Opaque: its text says nothing, and has no order of its own. */
  readonly position: string;
  readonly tenant: string;
  readonly conversationId: string;
}

export interface ReadAllRequest {
  /** Exclusive: a `position` of this store. Default: from the first event on. */
  readonly afterPosition?: string;
  /** At least 1. */
  readonly limit: number;
}

export interface EraseRequest {
  readonly conversationId: string;
  readonly tenant: string;
  /** The texts that take the place of the stored ones: existing seqs, each once, in any order. */
  readonly events: readonly StoredEvent[];
}

export interface Lease {
  readonly conversationId: string;
  readonly owner: string;
  /** Rises with every lease of the conversation; a lower one can write nothing. */
  readonly fence: number;
}

/** A conversation in which somebody may have to act, and its place among those. */
export interface RunnableConversation extends ListPlace {
  readonly tenant: string;
}

export interface LeaseOptions {
  /**
   * Its holder is no part of this process and may speak to another node next: a store of several nodes
   * does not free it when it closes. Default: false.
   */
  readonly isHeldElsewhere?: boolean;
}

/**
 * The log. `append` checks the head, the key and the fence, and nothing else; all other rules are
 * `decide`'s. Every method rejects with an `AgentChatError` of a `Store…` code or `Unavailable`
 * when the store itself fails; an append that rejects has written nothing that was acknowledged.
 */
export interface EventStore {
  /** Minted when the store is created or restored: 1 to 64 letters and digits. */
  readonly epoch: string;

  /**
   * All of `events` and the key, or nothing. Resolves after the write is durable. Concurrent calls
   * may share one flush. The order of checks: tenant, gone, key, fence, head.
   */
  append(request: AppendRequest): Promise<AppendResult>;

  /** Ascending; empty when there is none, also for an unknown conversation or another tenant's. */
  read(request: ReadRequest): Promise<readonly StoredEvent[]>;

  /**
   * Events of all tenants and conversations, ascending: those of one conversation by their seq,
   * and each one where it became visible. Who goes on after the last `position` that it has seen
   * misses no event and sees none twice, whoever writes at the same time. Deleted conversations are
   * not in it, and an erased event is read as its new text.
   *
   * @throws AgentChatError `InvalidCursor`: not a position, one of another epoch, or one beyond the
   * newest event that the store has ever had
   */
  readAll(request: ReadAllRequest): Promise<readonly PositionedEvent[]>;

  /** Where a reader of `readAll` stands that has seen everything which is visible now. */
  newestPosition(): Promise<string>;

  /** `null` when the tenant has no such conversation, `'gone'` when it had one that was deleted. */
  getRecord(tenant: string, conversationId: string): Promise<ConversationRecord | 'gone' | null>;

  /**
   * By `updatedAt`, newest first; of equal ones the conversation that was created last. With
   * `participantId` only those with it on the roster. A conversation exists from its first event.
   * With `after` only those behind the place of that record: one that was active since then has moved
   * before it, and is not among them.
   */
  listRecords(request: ListRecordsRequest): Promise<readonly ConversationRecord[]>;

  /**
   * `null` when the tenant has no such conversation, or the conversation no such key; `'erased'`
   * when the command was done, and an erasure has blanked its hash and result.
   */
  findKey(
    tenant: string,
    conversationId: string,
    author: string,
    requestId: string,
  ): Promise<Pick<IdempotencyKey, 'paramsHash' | 'resultJson'> | 'erased' | null>;

  /**
   * Replaces the text of existing events in place, all or none: with `deleteConversation` the one
   * exception to their immutability. Seqs, head, positions and leases stay. The hash and the result
   * of every idempotency key of the conversation are blanked too, because they may tell what was
   * erased; author and request id stay, so that a retry never repeats a command. Resolves when it is
   * durable. The record is as the last append left it: the next one writes it without what was
   * erased. Repeating it does no harm.
   *
   * @throws AgentChatError
   * - `UnknownConversation`: the tenant has no such conversation
   * - `ConversationGone`: it was deleted
   * - `InvalidRequest`: a seq that the conversation does not have, or that is given twice
   */
  erase(request: EraseRequest): Promise<void>;

  /**
   * Removes every event, key, lease and the record of a conversation, and leaves its id as a
   * tombstone: it can never be used again. Resolves when that is durable; again for a conversation
   * that is gone already.
   *
   * @throws AgentChatError `UnknownConversation`: the tenant has no such conversation
   */
  deleteConversation(tenant: string, conversationId: string): Promise<void>;

  /**
   * A lease on the conversation's open or next turn with a fence above every earlier one, or
   * `null` while another owner's is live or when there is no such conversation. An owner that
   * holds it gets a new fence. By the store's clock. Fences outlive the store's process; leases
   * need not: when the only process that can hold one has gone, they are free.
   */
  acquireLease(
    conversationId: string,
    owner: string,
    ttlMs: number,
    options?: LeaseOptions,
  ): Promise<Lease | null>;

  /** `ttlMs` from now; `false` when the lease was lost: expired, released or under a newer fence. */
  renewLease(lease: Lease, ttlMs: number): Promise<boolean>;

  /** Does nothing when the lease was lost. The fence stays used. */
  releaseLease(lease: Lease): Promise<void>;

  /**
   * Leases on at most `limit` `runnable` conversations that nobody has a live one on, longest
   * without one first: where a node of several looks for work that another one left. Two callers
   * get different ones. A store that one process has for itself has no need of it.
   */
  claimRunnable?(
    owner: string,
    ttlMs: number,
    limit: number,
  ): Promise<readonly (Lease & { readonly tenant: string })[]>;

  /**
   * Conversations of all tenants whose last append was `runnable`, at most `limit` in the order of
   * `listRecords`: where a node looks for work when it starts. With `after` only those behind that place:
   * one that was active since then has moved before it, and whoever was active there has seen to it.
   */
  listRunnable(limit: number, after?: ListPlace): Promise<readonly RunnableConversation[]>;

  /** Waits for what runs. Every other call then rejects with `Unavailable`; closing twice is fine. */
  close(): Promise<void>;
}

/** What `EventStore` rejects with. */
export type StoreErrorCode = Extract<ErrorCode, `Store${string}` | 'Unavailable'>;
