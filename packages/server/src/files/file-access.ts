import type { AttachmentRecord, Attachments, Orchestrator } from '@agent-chat/core';
import { AgentChatError, type Caller, type ConversationRecord } from '@agent-chat/protocol';
import type { Identity } from '../methods/identity.js';

/** Who may have which file: whoever may read its conversation. */
export interface FileAccess {
  /** @throws AgentChatError `UnknownConversation`, `ConversationGone` */
  conversation(identity: Identity, conversationId: string): Promise<ConversationRecord>;
  /** @throws AgentChatError `UnknownAttachment` */
  file(identity: Identity, attachmentId: string): Promise<AttachmentRecord>;
  /** @throws AgentChatError `UnknownConversation`, `ConversationGone`, `UnknownAttachment`, `InvalidRequest` */
  document(
    identity: Identity,
    place: { readonly conversationId: string; readonly docId: string; readonly version: string | undefined },
  ): Promise<AttachmentRecord>;
}

const ABSENT = ['UnknownConversation', 'ConversationGone', 'Forbidden'];

export function createFileAccess(
  orchestrator: Pick<Orchestrator, 'as'>,
  attachments: Pick<Attachments, 'get' | 'getByDocId'>,
): FileAccess {
  const conversation: FileAccess['conversation'] = ({ caller }, conversationId) =>
    orchestrator.as(caller).call('getConversation', { conversationId });

  return {
    conversation,

    async file(identity, attachmentId) {
      const { tenant } = identity.caller;
      const record = await attachments.get({ tenant, attachmentId });
      try {
        await conversation(identity, record.conversationId);
      } catch (cause) {
        // Nobody learns that there is a file which is not theirs.
        if (AgentChatError.isInstance(cause) && ABSENT.includes(cause.code)) {
          throw new AgentChatError('UnknownAttachment', 'There is no such attachment.', { cause });
        }
        throw cause;
      }
      return record;
    },

    async document(identity, { conversationId, docId, version }) {
      await conversation(identity, conversationId);
      if (version !== undefined && !/^[1-9]\d{0,9}$/.test(version)) {
        throw new AgentChatError('InvalidRequest', '"version" must be a number from 1.', {
          details: { path: 'version' },
        });
      }
      const { tenant } = identity.caller;
      const numbered = version === undefined ? {} : { version: Number(version) };
      return attachments.getByDocId({ tenant, conversationId, docId, ...numbered });
    },
  };
}

/** As whom a file is sent. @throws AgentChatError `Forbidden` for who only reads */
export function senderOf(caller: Caller): string {
  if (caller.kind !== 'observer') return caller.participantId;
  throw new AgentChatError('Forbidden', 'An observer sends no files.');
}
