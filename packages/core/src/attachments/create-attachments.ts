import { AgentChatError } from '@agent-chat/protocol';
import { contentsInBlobs, contentsInFiles, hashAndSize } from './attachment-contents.js';
import { type AttachmentRecord, DEFAULT_ATTACHMENT_LIMITS } from './attachment-record.js';
import { AttachmentShelf, type Upload } from './attachment-shelf.js';
import { createAttachmentWriter } from './attachment-writer.js';
import type { Attachments, AttachmentsOptions } from './attachments.js';
import { joinChunks } from './chunks.js';
import { withDefaults } from '../with-defaults.js';

export function createAttachments(options: AttachmentsOptions): Attachments {
  const { records, clock, ids } = options;
  const limits = withDefaults(DEFAULT_ATTACHMENT_LIMITS, options.limits);
  const shelfOf = (tenant: string) => new AttachmentShelf(records, tenant);
  const contentsOf = (tenant: string) =>
    options.files === undefined
      ? contentsInBlobs(options.blobs, tenant, shelfOf(tenant))
      : contentsInFiles(options.files, tenant);

  const get = async ({
    tenant,
    attachmentId,
  }: {
    readonly tenant: string;
    readonly attachmentId: string;
  }): Promise<AttachmentRecord> => (await shelfOf(tenant).byId(attachmentId)) ?? unknown();

  const isHeld = async (tenant: string, { conversationId, attachmentId }: AttachmentRecord) =>
    (await shelfOf(tenant).uploadOf(conversationId, attachmentId))?.isHeld === true;

  const open: Attachments['open'] = async ({ tenant, attachmentId }) => {
    const record = await get({ tenant, attachmentId });
    if (await isHeld(tenant, record)) {
      throw new AgentChatError('AttachmentHeld', 'The file is not released yet.');
    }
    return { record, chunks: await contentsOf(tenant).open(attachmentId, hashAndSize(record)) };
  };

  const remove = async (tenant: string, conversationId: string, upload: Upload): Promise<void> => {
    const shelf = shelfOf(tenant);
    // Said before anything is gone: whoever still writes it then finds that out, and leaves nothing.
    await shelf.change(conversationId, upload.attachmentId, (found) =>
      found.isReaped === true ? null : { ...found, isReaped: true },
    );
    await shelf.remove(upload);
    await contentsOf(tenant).remove(upload);
    await shelf.end(conversationId, upload);
  };

  const removeWaiting = async (
    tenant: string,
    { conversationId, attachmentId }: Pick<AttachmentRecord, 'conversationId' | 'attachmentId'>,
  ): Promise<boolean> => {
    const shelf = shelfOf(tenant);
    // From here on no message gets it, so that nothing is removed which one shows.
    await shelf.change(conversationId, attachmentId, (found) =>
      found.waitingSince === undefined || found.isReaped ? null : { ...found, isReaped: true },
    );
    const upload = await shelf.uploadOf(conversationId, attachmentId);
    if (upload?.isReaped !== true) return false;
    await remove(tenant, conversationId, upload);
    return true;
  };

  /** Whether a message may carry it: it does not wait any more, and nobody removes it. */
  const claim = async (tenant: string, { conversationId, attachmentId }: AttachmentRecord) => {
    const shelf = shelfOf(tenant);
    const upload = await shelf.uploadOf(conversationId, attachmentId);
    const since = upload?.waitingSince;
    if (since === undefined) return isKept(upload);
    const isClaimed = await shelf.change(conversationId, attachmentId, (found) => {
      const { waitingSince, ...claimed } = found;
      return found.isReaped === true || waitingSince === undefined ? null : claimed;
    });
    // Somebody was faster: another message that carries it too, or its removal.
    if (!isClaimed) return isKept(await shelf.uploadOf(conversationId, attachmentId));
    await shelf.endWaiting({ attachmentId, waitingSince: since });
    return true;
  };

  return {
    ...createAttachmentWriter({ shelfOf, contentsOf, remove, limits, clock, ids }),
    limits,
    get,
    open,

    async isHeld({ tenant, attachmentId }) {
      return isHeld(tenant, await get({ tenant, attachmentId }));
    },

    async release({ tenant, attachmentId }) {
      const record = await get({ tenant, attachmentId });
      await shelfOf(tenant).change(record.conversationId, attachmentId, ({ isHeld: held, ...upload }) =>
        held === undefined ? null : upload,
      );
      return record;
    },

    async getByDocId({ tenant, conversationId, docId, version }) {
      const shelf = shelfOf(tenant);
      const found =
        version === undefined
          ? await shelf.newest(conversationId, docId)
          : await shelf.version({ conversationId, docId, version });
      return found ?? unknown();
    },

    async content(request) {
      const { record, chunks } = await open(request);
      return { record, bytes: await joinChunks(chunks) };
    },

    async list({ tenant, conversationId }) {
      return (await shelfOf(tenant).allOf(conversationId)).toSorted(
        (a, b) =>
          compare(a.createdAt, b.createdAt) || compare(a.docId, b.docId) || compare(a.version, b.version),
      );
    },

    async ofMessage({ tenant, conversationId, attachmentIds }) {
      const { maxFilesPerMessage } = limits;
      if (attachmentIds.length > maxFilesPerMessage) {
        throw new AgentChatError('InvalidMessage', `A message carries at most ${maxFilesPerMessage} files.`, {
          details: { maxFilesPerMessage },
        });
      }
      const found = await Promise.all(attachmentIds.map((attachmentId) => get({ tenant, attachmentId })));
      if (found.some((record) => record.conversationId !== conversationId)) return unknown();
      const claimed = await Promise.all(found.map((record) => claim(tenant, record)));
      return claimed.every(Boolean) ? found : unknown();
    },

    async delete({ tenant, conversationId, attachmentId }) {
      const upload = await shelfOf(tenant).uploadOf(conversationId, attachmentId);
      if (upload !== null) await remove(tenant, conversationId, upload);
      // Also where there was none: it may have been cut off before this.
      await records.forgetOld?.();
      return upload !== null;
    },

    async deleteConversation({ tenant, conversationId }) {
      const shelf = shelfOf(tenant);
      let removed = 0;
      for (;;) {
        const uploads = await shelf.uploadsOf(conversationId);
        if (uploads.length === 0) break;
        for (const upload of uploads) await remove(tenant, conversationId, upload);
        removed += uploads.length;
      }
      await records.forgetOld?.();
      return removed;
    },

    async withdraw({ tenant, attachmentId }) {
      const record = await shelfOf(tenant).byId(attachmentId);
      if (record === null || !(await removeWaiting(tenant, record))) return false;
      await records.forgetOld?.();
      return true;
    },

    countWaiting: ({ tenant, conversationId }) => shelfOf(tenant).countWaiting(conversationId),

    async reap({ tenant, receivedBeforeMs }) {
      const shelf = shelfOf(tenant);
      const before = new Date(receivedBeforeMs).toISOString();
      let removed = 0;
      for (;;) {
        const waiting = await shelf.waitingBefore(before);
        if (waiting.length === 0) return removed;
        for (const upload of waiting) {
          if (await removeWaiting(tenant, upload)) removed += 1;
          await shelf.endWaiting(upload);
        }
      }
    },
  };
}

/** Whether it is there, and nobody removes it. */
function isKept(upload: Upload | null): boolean {
  return upload !== null && upload.isReaped !== true;
}

function unknown(): never {
  throw new AgentChatError('UnknownAttachment', 'There is no such attachment.');
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
