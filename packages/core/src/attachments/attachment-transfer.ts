import { AgentChatError } from '@agent-chat/protocol';
import type { ConversationAttachment } from '../transfer/export-format.js';
import type { AttachmentRecord } from './attachment-record.js';
import type { Attachments } from './attachments.js';

/** The files of a conversation as `exportConversation` takes them; those that are held are not in it. */
export async function* exportedAttachments(
  attachments: Pick<Attachments, 'list' | 'isHeld' | 'content'>,
  conversation: { readonly tenant: string; readonly conversationId: string },
): AsyncGenerator<ConversationAttachment, void, undefined> {
  const { tenant } = conversation;
  for (const record of await attachments.list(conversation)) {
    const { attachmentId } = record;
    if (await attachments.isHeld({ tenant, attachmentId })) continue;
    const { bytes } = await attachments.content({ tenant, attachmentId });
    yield { attachmentId, record: { ...record }, contentBase64: base64Of(bytes) };
  }
}

/**
 * What `importConversation` takes as its `writeAttachments`: each file comes back under its own id, all
 * or none.
 *
 * @throws AgentChatError `InvalidRequest` for a file of another conversation, or that is not whole;
 *   `IdempotencyMismatch` when another one has its id
 */
export function attachmentImporter(
  attachments: Pick<Attachments, 'restore' | 'delete'>,
  tenant: string,
): (conversationId: string, imported: readonly ConversationAttachment[]) => Promise<() => Promise<void>> {
  return async (conversationId, imported) => {
    // All of them before the first is kept.
    const files = imported.map(({ attachmentId, record, contentBase64 }) => {
      if (
        isRecord(record) &&
        record.attachmentId === attachmentId &&
        record.conversationId === conversationId
      ) {
        return { record, contentBase64 };
      }
      throw new AgentChatError('InvalidRequest', 'A file of the conversation is not as it was exported.', {
        details: { attachmentId },
      });
    });
    const added: string[] = [];
    const takeAway = async (): Promise<void> => {
      for (const attachmentId of added) await attachments.delete({ tenant, conversationId, attachmentId });
    };
    try {
      for (const { record, contentBase64 } of files) {
        const isNew = await attachments.restore({ tenant, record, bytes: bytesOf(contentBase64) });
        if (isNew) added.push(record.attachmentId);
      }
    } catch (error) {
      // The first fault is the one to tell.
      await takeAway().catch(() => undefined);
      throw error;
    }
    return takeAway;
  };
}

const TEXTS = [
  'attachmentId',
  'conversationId',
  'docId',
  'name',
  'contentType',
  'hash',
  'createdBy',
  'createdAt',
];
const NUMBERS = ['version', 'sizeBytes'];

function isRecord(value: unknown): value is AttachmentRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return (
    TEXTS.every((name) => typeof fields[name] === 'string') &&
    NUMBERS.every((name) => Number.isSafeInteger(fields[name]) && Number(fields[name]) >= 0) &&
    ['string', 'undefined'].includes(typeof fields['summary']) &&
    Object.keys(fields).every((name) => [...TEXTS, ...NUMBERS, 'summary'].includes(name))
  );
}

/** In pieces: a call has an end to how many arguments it takes. */
const PIECE = 32_768;

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(binary);
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
