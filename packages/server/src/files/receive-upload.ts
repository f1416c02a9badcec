import type { AttachmentRecord, Attachments, RateLimits, ReceivedFile } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { chunksOf } from '../http/read-body.js';
import { type Identity, personOf } from '../methods/identity.js';
import type { InterfaceDirectory } from '../sessions/interfaces.js';
import type { StoredSession } from '../sessions/stored-session.js';
import { displayName } from './display-name.js';
import { type FileAccess, senderOf } from './file-access.js';
import type { UploadLimit } from './file-options.js';
import type { FileScanner, ScannedFile } from './file-scanner.js';
import { fileTypeOf, HEAD_BYTES, safePictureOf, textOnly } from './file-type.js';
import { peek } from './peek.js';
import { uploadRulesOf } from './upload-rules.js';

export interface Uploads {
  /**
   * The file that the request is. What can be known before the body is checked before it is read.
   *
   * @throws AgentChatError
   * - `UnknownConversation`, `ConversationGone`, `ConversationEnded`, `Forbidden`
   * - `PayloadTooLarge`: too large, by what it says or by what comes, or too many wait for a message
   * - `UnsupportedMediaType`: not a kind that is taken, or refused by the scanner
   * - `RateLimited`, `InvalidRequest`, `ConnectionLost`, and as `Attachments.receive`
   */
  receive(request: Request, identity: Identity, conversationId: string): Promise<AttachmentRecord>;
}

export interface UploadsOptions {
  readonly attachments: Attachments;
  readonly access: FileAccess;
  readonly interfaces: InterfaceDirectory;
  readonly scanner: FileScanner | undefined;
  readonly rateLimits: RateLimits;
  readonly uploadLimit: UploadLimit | null;
  readonly maxWaitingFiles: number;
  /** Told of each visitor who sends one: somebody is there. */
  readonly touch: (session: StoredSession) => Promise<unknown>;
  /** Told of each tenant that has files. */
  readonly onTenant: (tenant: string) => Promise<void>;
}

export function createUploads(options: UploadsOptions): Uploads {
  const { attachments, access, interfaces, scanner, rateLimits, uploadLimit, maxWaitingFiles } = options;

  const countUpload = async (identity: Identity): Promise<void> => {
    const who = personOf(identity);
    if (uploadLimit === null || who === null) return;
    const { files: limit, windowSeconds } = uploadLimit;
    const windowMs = windowSeconds * 1_000;
    const { tenant } = identity.caller;
    const result = await rateLimits.take({ tenant, key: `uploads:${who}`, limit, windowMs });
    if (result.allowed) return;
    throw new AgentChatError('RateLimited', `At most ${limit} files in ${windowSeconds} s.`, {
      details: { limit, windowSeconds, retryAfterMs: result.retryAfterMs },
    });
  };

  const requireRoom = async (tenant: string, conversationId: string, forNext: number): Promise<void> => {
    const waiting = await attachments.countWaiting({ tenant, conversationId });
    if (waiting + forNext <= maxWaitingFiles) return;
    throw new AgentChatError('PayloadTooLarge', `At most ${maxWaitingFiles} files may wait for a message.`, {
      details: { maxWaitingFiles },
    });
  };

  const requireOpen = async (identity: Identity, conversationId: string): Promise<void> => {
    const { ended } = await access.conversation(identity, conversationId);
    if (ended) throw new AgentChatError('ConversationEnded', 'The conversation is over.');
  };

  /** Agents and operators may write on; of people, each only what is their own. */
  const requireOwnDocument = async (
    { caller }: Identity,
    conversationId: string,
    docId: string | null,
  ): Promise<void> => {
    if (docId === null || (caller.kind !== 'visitor' && caller.kind !== 'member')) return;
    const of = { tenant: caller.tenant, conversationId, docId };
    // Whose it is: who began it, also where an agent has written on.
    const begun = (await versionOf(attachments, { ...of, version: 1 })) ?? (await versionOf(attachments, of));
    if (begun === null || begun.createdBy === caller.participantId) return;
    throw new AgentChatError('Forbidden', 'This document is somebody else’s.');
  };

  return {
    async receive(request, identity, conversationId) {
      const { tenant } = identity.caller;
      const createdBy = senderOf(identity.caller);
      await requireOpen(identity, conversationId);
      const rules = await uploadRulesOf(identity, interfaces);
      const { limits } = attachments;
      const maxBytes = Math.min(limits.maxBytes, rules?.maxBytes ?? limits.maxBytes);
      requireBody(request, maxBytes);
      const query = queryOf(request);
      await requireOwnDocument(identity, conversationId, query.docId);
      await requireRoom(tenant, conversationId, 1);
      await countUpload(identity);
      if (identity.session !== null) await options.touch(identity.session);
      await options.onTenant(tenant);

      const { head, chunks } = await peek(chunksOf(request, maxBytes), HEAD_BYTES);
      if (head.length === 0) throw new AgentChatError('InvalidRequest', 'The file is empty.');
      const declared = request.headers.get('content-type') ?? '';
      const allowedTypes = rules?.allowedTypes ?? limits.allowedTypes;
      const { contentType, isText } = await fileTypeOf(head, declared, allowedTypes);
      const name = displayName(query.name, safePictureOf(contentType));
      // It counts now: of those that came at the same time none was counted for another at first. And
      // its conversation may have been erased, or ended, while it came.
      const inspect = async (file: ReceivedFile): Promise<'release' | 'hold'> => {
        await requireOpen(identity, conversationId);
        await requireOwnDocument(identity, conversationId, query.docId);
        await requireRoom(tenant, conversationId, 0);
        if (scanner === undefined) return 'release';
        const scanned = { ...file, tenant, conversationId, name, contentType, createdBy };
        const verdict = await verdictOf(scanner, scanned, request.signal);
        await requireOpen(identity, conversationId);
        return verdict;
      };
      return attachments.receive({
        tenant,
        conversationId,
        name,
        contentType,
        createdBy,
        maxBytes,
        chunks: isText ? textOnly(chunks) : chunks,
        ...(query.docId !== null && { docId: query.docId }),
        ...(query.summary !== null && { summary: query.summary }),
        inspect,
      });
    },
  };
}

/** The newest where none is named; `null` where there is none. */
async function versionOf(
  attachments: Attachments,
  of: Parameters<Attachments['getByDocId']>[0],
): Promise<AttachmentRecord | null> {
  try {
    return await attachments.getByDocId(of);
  } catch (error) {
    if (AgentChatError.isInstance(error) && error.code === 'UnknownAttachment') return null;
    throw error;
  }
}

async function verdictOf(
  scanner: FileScanner,
  file: ScannedFile,
  signal: AbortSignal,
): Promise<'release' | 'hold'> {
  const result = await scanner.scan(file, { signal }).catch((cause: unknown) => {
    throw new AgentChatError('Unavailable', 'The file could not be checked.', { cause });
  });
  if (result.verdict !== 'refuse') return result.verdict;
  throw new AgentChatError('UnsupportedMediaType', result.reason ?? 'The file was refused.', {
    details: { refusedBy: 'scanner' },
  });
}

/** What its head says of a body. It may lie: what comes is counted too. */
function requireBody({ headers }: Request, maxBytes: number): void {
  if (headers.has('content-encoding')) {
    throw new AgentChatError('InvalidRequest', 'Send the file without a content encoding.');
  }
  const type = (headers.get('content-type') ?? '').toLowerCase();
  if (type.startsWith('multipart/')) {
    throw new AgentChatError('InvalidRequest', 'Send the file itself as the body, without a form around it.');
  }
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    throw new AgentChatError('PayloadTooLarge', `The file is larger than ${maxBytes} bytes.`, {
      details: { maxBytes },
    });
  }
}

interface UploadQuery {
  readonly name: string;
  readonly docId: string | null;
  readonly summary: string | null;
}

function queryOf(request: Request): UploadQuery {
  const { searchParams } = new URL(request.url);
  for (const path of new Set(searchParams.keys())) {
    if (searchParams.getAll(path).length === 1) continue;
    throw new AgentChatError('InvalidRequest', `"${path}" appears twice.`, { details: { path } });
  }
  return {
    name: searchParams.get('name') ?? '',
    docId: searchParams.get('docId'),
    summary: searchParams.get('summary'),
  };
}
