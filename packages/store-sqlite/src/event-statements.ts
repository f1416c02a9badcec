import type { RunnableConversation } from '@agent-chat/core';
import type { Database } from 'better-sqlite3';
import type { Statement } from './statement.js';

/** The head of a tombstone: a conversation that was deleted. No other head is below 0. */
export const GONE = -1;

/** Sorts behind every `updated_at`: before the first page. */
export const AFTER_ALL_TIMES = '~';

/** The place of a record; one that there is not counts as the last that began at its time. */
const AFTER =
  '(?, coalesce((SELECT before.id FROM conversations before WHERE before.conversation_id = ?), 9223372036854775807))';

/** What an append needs to know of a conversation. */
export interface ConversationRow {
  readonly id: number;
  readonly tenant: string;
  readonly head: number;
  readonly participants: string;
}

export interface EventRow {
  readonly seq: number;
  readonly json: string;
  readonly crc: number;
}

export interface PositionedRow extends EventRow {
  readonly position: number;
  readonly tenant: string;
  readonly conversationId: string;
}

/** Both are empty once they were erased, which neither a hash nor a JSON text ever is. */
export interface KeyRow {
  readonly paramsHash: string;
  readonly resultJson: string;
}

interface ConversationValues {
  readonly head: number;
  readonly runnable: number;
  readonly updatedAt: string;
  readonly participants: string;
  readonly record: string;
}

type Key = [conversation: number, author: string, requestId: string];
/** Resolves a conversation within its tenant; no row matches when there is none. */
const OWN_CONVERSATION = '(SELECT id FROM conversations WHERE conversation_id = ? AND tenant = ?)';
type OwnConversation = [conversationId: string, tenant: string];
type EventRange = [...OwnConversation, afterSeq: number, toSeq: number];
const EVENT_RANGE = `FROM events WHERE conversation = ${OWN_CONVERSATION} AND seq > ? AND seq <= ? ORDER BY seq`;

/** The next opening rewrites the file. */
export const NOTE_RESIDUE_SQL = 'UPDATE store SET has_residue = 1 WHERE has_residue = 0';

const INSERT_EVENT = 'INSERT INTO events (position, conversation, seq, json, crc) VALUES (?, ?, ?, ?, ?)';
const INSERT_KEY =
  'INSERT INTO keys (conversation, author, request_id, params_hash, result) VALUES (?, ?, ?, ?, ?)';

/**
 * An append to a conversation that is there, for the thread that writes: 0 the conversation, if it is
 * as it is expected to be; 1 each event; 2 the key, if there is none.
 */
export const THREAD_STATEMENTS: readonly string[] = [
  `UPDATE conversations SET head = ?, runnable = ?, updated_at = ?, record = ?
   WHERE id = ? AND conversation_id = ? AND tenant = ? AND head = ? AND participants = ?`,
  INSERT_EVENT,
  INSERT_KEY,
];

/** Every statement of the event store, prepared once. */
export type EventStatements = ReturnType<typeof prepareEventStatements>;

export function prepareEventStatements(database: Database) {
  const prepare = <P extends unknown[], R = never>(sql: string): Statement<P, R> =>
    database.prepare<P, R>(sql);
  const prepareColumn = <P extends unknown[], R>(sql: string): Statement<P, R> =>
    database.prepare<P, R>(sql).pluck();
  return {
    conversation: prepare<[conversationId: string], ConversationRow>(
      'SELECT id, tenant, head, participants FROM conversations WHERE conversation_id = ?',
    ),
    insertConversation: prepare<[ConversationValues & { conversationId: string; tenant: string }]>(
      `INSERT INTO conversations (conversation_id, tenant, head, runnable, updated_at, participants, record)
       VALUES (@conversationId, @tenant, @head, @runnable, @updatedAt, @participants, @record)`,
    ),
    updateConversation: prepare<[ConversationValues & { id: number }]>(
      `UPDATE conversations SET head = @head, runnable = @runnable, updated_at = @updatedAt,
         participants = @participants, record = @record WHERE id = @id`,
    ),
    insertEvent:
      prepare<[position: number, conversation: number, seq: number, json: string, crc: number]>(INSERT_EVENT),
    replaceEvent: prepare<[json: string, crc: number, conversation: number, seq: number]>(
      'UPDATE events SET json = ?, crc = ? WHERE conversation = ? AND seq = ?',
    ),
    deleteEvents: prepare<[conversation: number]>('DELETE FROM events WHERE conversation = ?'),
    /** The highest position that was ever given, also to events that are deleted. */
    lastPosition: prepare<[], { position: number }>(
      `SELECT max(last_position, coalesce((SELECT max(position) FROM events), 0)) AS position FROM store`,
    ),
    keepPosition: prepare<[position: number]>('UPDATE store SET last_position = ?'),
    noteResidue: prepare<[]>(NOTE_RESIDUE_SQL),
    pageOfAll: prepare<[afterPosition: number, limit: number], PositionedRow>(
      `SELECT position, tenant, conversation_id AS conversationId, seq, json, crc
       FROM events CROSS JOIN conversations ON conversations.id = events.conversation
       WHERE position > ? ORDER BY position LIMIT ?`,
    ),
    eventsAfter: prepare<[conversation: number, afterSeq: number], EventRow>(
      'SELECT seq, json, crc FROM events WHERE conversation = ? AND seq > ? ORDER BY seq',
    ),
    pageAfter: prepare<[...OwnConversation, afterSeq: number, limit: number], EventRow>(
      `SELECT seq, json, crc FROM events
       WHERE conversation = ${OWN_CONVERSATION} AND seq > ? ORDER BY seq LIMIT ?`,
    ),
    /** The texts alone, of those from one seq to another. */
    textsAfter: prepareColumn<EventRange, string>(`SELECT json ${EVENT_RANGE}`),
    /** What these texts were when they were written. */
    checksumsAfter: prepareColumn<EventRange, number>(`SELECT crc ${EVENT_RANGE}`),
    pageBefore: prepare<[...OwnConversation, beforeSeq: number, limit: number], EventRow>(
      `SELECT seq, json, crc FROM events
       WHERE conversation = ${OWN_CONVERSATION} AND seq < ? ORDER BY seq DESC LIMIT ?`,
    ),
    key: prepare<Key, KeyRow>(
      `SELECT params_hash AS paramsHash, result AS resultJson FROM keys
       WHERE conversation = ? AND author = ? AND request_id = ?`,
    ),
    ownKey: prepare<[...OwnConversation, author: string, requestId: string], KeyRow>(
      `SELECT params_hash AS paramsHash, result AS resultJson FROM keys
       WHERE conversation = ${OWN_CONVERSATION} AND author = ? AND request_id = ?`,
    ),
    insertKey: prepare<[...Key, paramsHash: string, result: string]>(INSERT_KEY),
    blankKeys: prepare<[conversation: number]>(
      `UPDATE keys SET params_hash = '', result = '' WHERE conversation = ?`,
    ),
    deleteKeys: prepare<[conversation: number]>('DELETE FROM keys WHERE conversation = ?'),
    insertParticipant: prepare<[tenant: string, participantId: string, conversation: number]>(
      'INSERT INTO roster (tenant, participant_id, conversation) VALUES (?, ?, ?)',
    ),
    deleteParticipant: prepare<[tenant: string, participantId: string, conversation: number]>(
      'DELETE FROM roster WHERE tenant = ? AND participant_id = ? AND conversation = ?',
    ),
    /** The tombstone of a deleted conversation: its id, and nothing of what it was. */
    bury: prepare<[id: number]>(
      `UPDATE conversations SET head = ${GONE}, runnable = 0, updated_at = '', participants = '[]',
         record = '' WHERE id = ?`,
    ),
    record: prepare<OwnConversation, { head: number; record: string }>(
      'SELECT head, record FROM conversations WHERE conversation_id = ? AND tenant = ? AND head <> 0',
    ),
    recordsOfTenant: prepare<
      [tenant: string, updatedAt: string, conversationId: string, limit: number],
      { record: string }
    >(
      `SELECT record FROM conversations WHERE tenant = ? AND head > 0 AND (updated_at, id) < ${AFTER}
       ORDER BY updated_at DESC, id DESC LIMIT ?`,
    ),
    recordsOfParticipant: prepare<
      [tenant: string, participantId: string, updatedAt: string, conversationId: string, limit: number],
      { record: string }
    >(
      `SELECT record FROM roster JOIN conversations ON id = conversation
       WHERE roster.tenant = ? AND participant_id = ? AND head > 0 AND (updated_at, id) < ${AFTER}
       ORDER BY updated_at DESC, id DESC LIMIT ?`,
    ),
    runnable: prepare<[updatedAt: string, conversationId: string, limit: number], RunnableConversation>(
      `SELECT tenant, conversation_id AS conversationId, updated_at AS updatedAt FROM conversations
       WHERE runnable = 1 AND head > 0 AND (updated_at, id) < ${AFTER}
       ORDER BY updated_at DESC, id DESC LIMIT ?`,
    ),
    fence: prepare<[conversationId: string], { id: number; fence: number }>(
      'SELECT id, fence FROM conversations WHERE conversation_id = ? AND head > 0',
    ),
    raiseFence: prepare<[fence: number, id: number]>(
      'UPDATE conversations SET fence = max(fence, ?) WHERE id = ?',
    ),
  };
}
