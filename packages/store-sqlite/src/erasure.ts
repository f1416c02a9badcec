import { type EraseRequest, erasureFault } from '@agent-chat/core';
import type { AgentChatError } from '@agent-chat/protocol';
import { checksumOf } from './event-rows.js';
import { type ConversationRow, type EventStatements, GONE } from './event-statements.js';

/** Within a transaction. Both return why they are refused, having written nothing. */
export interface Erasure {
  erase(request: EraseRequest): AgentChatError | null;
  deleteConversation(tenant: string, conversationId: string): AgentChatError | null;
}

export function createErasure(sql: EventStatements): Erasure {
  function find(tenant: string, conversationId: string): ConversationRow | undefined {
    const row = sql.conversation.get(conversationId);
    return row?.tenant === tenant ? row : undefined;
  }

  return {
    erase({ tenant, conversationId, events }) {
      const row = find(tenant, conversationId);
      const refusal = erasureFault(row?.head === GONE ? 'gone' : row?.head, events);
      if (refusal || !row) return refusal;
      for (const { seq, json } of events) sql.replaceEvent.run(json, checksumOf(json), row.id, seq);
      sql.blankKeys.run(row.id);
      sql.noteResidue.run();
      return null;
    },

    deleteConversation(tenant, conversationId) {
      const row = find(tenant, conversationId);
      if (row?.head === GONE) return null;
      const refusal = erasureFault(row?.head, []);
      if (refusal || !row) return refusal;
      sql.keepPosition.run(sql.lastPosition.get()?.position ?? 0);
      sql.deleteEvents.run(row.id);
      sql.deleteKeys.run(row.id);
      for (const participantId of JSON.parse(row.participants) as string[]) {
        sql.deleteParticipant.run(tenant, participantId, row.id);
      }
      sql.bury.run(row.id);
      sql.noteResidue.run();
      return null;
    },
  };
}
