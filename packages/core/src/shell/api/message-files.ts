import { AgentChatError, type AttachmentPart, isKnownPart, type Part } from '@agent-chat/protocol';
import type { CommitOptions } from '../conversation/commit-options.js';
import type { ApiCall } from './api-context.js';

function isAttachment(part: Part): part is AttachmentPart {
  return isKnownPart(part) && part.type === 'attachment';
}

export function hasFiles(parts: readonly Part[]): boolean {
  return parts.some(isAttachment);
}

/**
 * The parts with what is known of their files: their names, types and sizes are those of the stored
 * ones, whatever the sender says. Without a store of attachments they are the host's own business.
 *
 * @throws AgentChatError `UnknownAttachment`, `InvalidMessage` for too many
 */
export async function withStoredFiles(
  { caller, context }: ApiCall,
  conversationId: string,
  parts: readonly Part[],
): Promise<Part[]> {
  const files = parts.filter(isAttachment);
  if (files.length === 0 || context.attachments === null) return [...parts];
  const attachmentIds = files.map((part) => part.attachmentId);
  const records = await context.attachments.ofMessage({
    tenant: caller.tenant,
    conversationId,
    attachmentIds,
  });
  return parts.map((part) => {
    const record = isAttachment(part) ? records[files.indexOf(part)] : undefined;
    if (record === undefined) return part;
    const { attachmentId, docId, name, contentType, sizeBytes, summary } = record;
    const described = summary === undefined ? {} : { summary };
    return {
      type: 'attachment',
      partId: part.partId,
      attachmentId,
      docId,
      name,
      contentType,
      sizeBytes,
      ...described,
    };
  });
}

/** What holds the files of a message from just before it is logged. */
export function filesClaimed(
  { caller: { tenant }, context: { attachments } }: ApiCall,
  conversationId: string,
  parts: readonly Part[],
): Pick<CommitOptions, 'claim'> {
  const attachmentIds = parts.filter(isAttachment).map((part) => part.attachmentId);
  if (attachmentIds.length === 0 || attachments === null) return {};
  return { claim: () => attachments.claim({ tenant, conversationId, attachmentIds }) };
}

/** @throws AgentChatError `Forbidden` */
export function requireVisitorParts(
  parts: readonly Part[],
  { attachments, visitorDataParts }: ApiCall['context'],
): void {
  for (const part of parts) {
    const isAllowed =
      part.type === 'text' ||
      (part.type === 'attachment' && attachments !== null) ||
      (isKnownPart(part) && part.type === 'data' && visitorDataParts.includes(part.name));
    if (isAllowed) continue;
    throw new AgentChatError('Forbidden', `A visitor sends no such part of type "${part.type}".`, {
      details: { partId: part.partId },
    });
  }
}
