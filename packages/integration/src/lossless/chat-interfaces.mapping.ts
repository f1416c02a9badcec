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

/** Each may have fields that nobody has foretold. */
export interface InterfaceMessage extends Fields {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly timestamp: string;
  readonly attachments?: readonly InterfaceAttachment[];
}
export interface InterfaceAttachment extends Fields {
  readonly fileName: string;
  readonly fileSize: number;
  readonly mimeType: string;
  /** Signed, and good for a while: what a server of ours makes anew at each read, for its own files. */
  readonly url?: string;
}

/** A file whose bytes are here has its own id; of one that is elsewhere the address is kept. */
export function messageToEvent(message: InterfaceMessage, turn: number): Carried {
  const { id, role, content, timestamp, attachments, ...rest } = message;
  const files = attachments?.map((file, index): Part => {
    const { fileName, fileSize, mimeType, ...more } = file;
    const part = { type: 'attachment', partId: `file${index}`, attachmentId: `${id}-${index}` } as const;
    return { ...more, ...part, name: fileName, contentType: mimeType, sizeBytes: fileSize };
  });
  // No attachments and an empty list are two things.
  const none: Part[] =
    attachments?.length === 0 ? [{ type: 'data', partId: 'none', name: 'attachments', data: [] }] : [];
  const parts: Part[] = [{ type: 'text', partId: 'text', text: content }, ...(files ?? []), ...none];
  const payload: MessagePayload = { ...rest, messageId: id, parentId: null, role, parts };
  return { type: 'message', turn, ts: timestamp, author: role, finality: 'turn', payload };
}

export function messageFrom(timestamp: string, payload: MessagePayload): InterfaceMessage {
  const { messageId, parentId: _parent, role, parts, outcome: _whole, ...rest } = payload;
  const all = parts as unknown as readonly Fields[];
  const files = all.filter((part) => part['type'] === 'attachment').map(attachmentFrom);
  const has = files.length > 0 || all.some((part) => part['partId'] === 'none');
  const content = all.find((part) => part['type'] === 'text')?.['text'] as string;
  const base = { ...rest, id: messageId, role: role as InterfaceMessage['role'], content, timestamp };
  return has ? { ...base, attachments: files } : base;
}

function attachmentFrom(part: Fields): InterfaceAttachment {
  const { type: _type, partId: _partId, attachmentId: _id, name, sizeBytes, contentType, ...more } = part;
  return {
    ...more,
    fileName: name as string,
    fileSize: sizeBytes as number,
    mimeType: contentType as string,
  };
}
