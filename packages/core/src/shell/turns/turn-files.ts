import { AgentChatError, type ConversationEvent, isKnownPart, isMessageEvent } from '@agent-chat/protocol';
import type { Attachments } from '../../attachments/attachments.js';
import { joinChunks } from '../../attachments/chunks.js';
import type { TurnFiles } from '../../ports/agent-runner.js';

const MAX_BYTES = 10 * 1024 * 1024;

/** @param visibleEvents the log as the agent may see it now */
export function createTurnFiles(options: {
  readonly attachments: Pick<Attachments, 'get' | 'open'>;
  readonly tenant: string;
  readonly conversationId: string;
  readonly visibleEvents: () => Promise<readonly ConversationEvent[]>;
}): TurnFiles {
  const { attachments, tenant, conversationId, visibleEvents } = options;
  /** Those that were found to be the agent's to read: messages are never taken back from anybody. */
  let known: ReadonlySet<string> = new Set();

  return {
    async read(attachmentId, { maxBytes = MAX_BYTES } = {}) {
      if (!known.has(attachmentId)) known = new Set((await visibleEvents()).flatMap(filesIn));
      if (!known.has(attachmentId)) throw unknown();
      const record = await attachments.get({ tenant, attachmentId });
      if (record.conversationId !== conversationId) throw unknown();
      const { name, contentType, sizeBytes } = record;
      if (sizeBytes > maxBytes) {
        throw new AgentChatError('PayloadTooLarge', `The file has more than ${maxBytes} bytes.`, {
          details: { maxBytes, sizeBytes },
        });
      }
      const { chunks } = await attachments.open({ tenant, attachmentId });
      return { attachmentId, name, contentType, bytes: await joinChunks(chunks) };
    },
  };
}

function filesIn(event: ConversationEvent): string[] {
  if (!isMessageEvent(event)) return [];
  return event.payload.parts.flatMap((part) =>
    isKnownPart(part) && part.type === 'attachment' ? [part.attachmentId] : [],
  );
}

function unknown(): AgentChatError {
  return new AgentChatError('UnknownAttachment', 'There is no such attachment.');
}
