import type { Orchestrator } from '@agent-chat/core';
import {
  AgentChatError,
  type ConversationRecord,
  isMessageEvent,
  type MethodParams,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';

/** What sessions ask and do about the conversations that they are bound to. */
export interface SessionConversations {
  /** As whom the server itself calls. */
  readonly host: OperatorApi;
  /** `null` when there is none, or none any more. */
  find(conversationId: string): Promise<ConversationRecord | null>;
  /** Whether there was one that was deleted; one that is only being made was not. */
  isDeleted(conversationId: string): Promise<boolean>;
  /** Gives it another title, as the participant whose it is. */
  rename(participantId: string, params: MethodParams<'renameConversation'>): Promise<void>;
  /** Deletes it, unless the participant has written in it. */
  removeUnused(conversationId: string, participantId: string): Promise<void>;
  /** Deletes it. Nothing happens when it is gone. */
  erase(conversationId: string): Promise<void>;
}

/** What a visitor has written is among the first events, or there is none. */
const FIRST_EVENTS = 100;
const ABSENT = ['UnknownConversation', 'ConversationGone'];

export function createSessionConversations(orchestrator: Orchestrator, tenant: string): SessionConversations {
  const host = orchestrator.as({ kind: 'operator', tenant, participantId: SYSTEM_PARTICIPANT_ID });

  const unlessAbsent = async <T>(call: Promise<T>): Promise<T | null> => {
    try {
      return await call;
    } catch (error) {
      if (isAbsence(error)) return null;
      throw error;
    }
  };

  const erase = async (conversationId: string): Promise<void> => {
    const clientRequestId = `session removed ${conversationId}`;
    await unlessAbsent(host.call('eraseConversation', { conversationId, clientRequestId }));
  };

  return {
    host,
    find: (conversationId) => unlessAbsent(host.call('getConversation', { conversationId })),
    erase,
    async isDeleted(conversationId) {
      try {
        await host.call('getConversation', { conversationId });
      } catch (error) {
        if (AgentChatError.isInstance(error) && error.code === 'ConversationGone') return true;
        if (!isAbsence(error)) throw error;
      }
      return false;
    },
    async rename(participantId, params) {
      await orchestrator.as({ kind: 'member', tenant, participantId }).call('renameConversation', params);
    },
    async removeUnused(conversationId, participantId) {
      const page = await unlessAbsent(host.call('getEvents', { conversationId, limit: FIRST_EVENTS }));
      if (page === null || page.head > FIRST_EVENTS) return;
      const hasWritten = page.events.some((event) => isMessageEvent(event) && event.author === participantId);
      if (!hasWritten) await erase(conversationId);
    },
  };
}

function isAbsence(error: unknown): boolean {
  return AgentChatError.isInstance(error) && ABSENT.includes(error.code);
}
