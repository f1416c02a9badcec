import type { ChatInterface, MessagePayload, Part, Session } from '@agent-chat/protocol';
import type { Carried } from './carry.js';

// Published chat interfaces: their records, their visitors' sessions and their messages.

type Fields = Readonly<Record<string, unknown>>;

/** Only names change: the owner, the id, and the instant of a soft deletion. */
export function interfaceToRecord({ id, userId, ...rest }: Fields): ChatInterface {
  return { ...rest, interfaceId: id, ownerId: userId } as ChatInterface;
}

export function interfaceFrom({ interfaceId, ownerId, ...rest }: Fields): Fields {
  return { ...rest, id: interfaceId, userId: ownerId };
}

/**
 * Tokens become their hashes, and cannot be had back: a visitor who returns shows the token, and its
 * hash finds the session.
 */
export function sessionToRecord(
  { id, threadId, sessionToken, persistenceToken, ...rest }: Fields,
  hashOf: (token: string) => string,
): Session {
  return {
    ...rest,
    sessionId: id,
    conversationId: threadId,
    sessionTokenHash: hashOf(sessionToken as string),
    persistenceTokenHash: persistenceToken === null ? null : hashOf(persistenceToken as string),
  } as Session;
}

export function sessionFrom({ sessionId, conversationId, ...rest }: Fields): Fields {
  return { ...rest, id: sessionId, threadId: conversationId };
}

export interface InterfaceMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly timestamp: string;
  readonly attachments?: readonly {
    readonly fileName: string;
    readonly fileSize: number;
    readonly mimeType: string;
    /** It holds an id that a signed URL is made of at each read. */
    readonly url: string;
  }[];
}

export function messageToEvent(message: InterfaceMessage, turn: number): Carried {
  const { id, role, content, timestamp, attachments } = message;
  const files = attachments?.map((file, index): Part => {
    const { fileName, fileSize, mimeType, url } = file;
    const part = { type: 'attachment', partId: `file${index}`, attachmentId: url } as const;
    return { ...part, name: fileName, contentType: mimeType, sizeBytes: fileSize };
  });
  // No attachments and an empty list are two things.
  const none: Part[] =
    attachments?.length === 0 ? [{ type: 'data', partId: 'none', name: 'attachments', data: [] }] : [];
  const parts: Part[] = [{ type: 'text', partId: 'text', text: content }, ...(files ?? []), ...none];
  const payload: MessagePayload = { messageId: id, parentId: null, role, parts };
  return { type: 'message', turn, ts: timestamp, author: role, finality: 'turn', payload };
}

export function messageFrom(timestamp: string, { messageId, role, parts }: MessagePayload): InterfaceMessage {
  const all = parts as unknown as readonly Fields[];
  const files = all
    .filter((part) => part['type'] === 'attachment')
    .map((part) => ({
      fileName: part['name'] as string,
      fileSize: part['sizeBytes'] as number,
      mimeType: part['contentType'] as string,
      url: part['attachmentId'] as string,
    }));
  const has = files.length > 0 || all.some((part) => part['partId'] === 'none');
  const content = all[0]?.['text'] as string;
  const base = { id: messageId, role: role as InterfaceMessage['role'], content, timestamp };
  return has ? { ...base, attachments: files } : base;
}
