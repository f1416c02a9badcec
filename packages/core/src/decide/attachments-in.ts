import {
  type AttachmentPart,
  type ConversationEvent,
  isKnownEvent,
  isKnownPart,
  type Part,
} from '@agent-chat/protocol';

/** The ids of the files that parts show. */
export function attachmentsIn(parts: readonly Part[]): string[] {
  return parts
    .filter((part): part is AttachmentPart => isKnownPart(part) && part.type === 'attachment')
    .map((part) => part.attachmentId);
}

/** Those that an event shows. */
export function attachmentsOf(event: ConversationEvent): string[] {
  if (!isKnownEvent(event)) return [];
  return 'parts' in event.payload ? attachmentsIn(event.payload.parts) : [];
}
