import { AgentChatError } from '@agent-chat/protocol';
import { contentsInBlobs, contentsInFiles, hashAndSize } from './attachment-contents.js';
import { type AttachmentRecord, DEFAULT_ATTACHMENT_LIMITS } from './attachment-record.js';
import { AttachmentShelf, type Upload } from './attachment-shelf.js';
import { createAttachmentWriter } from './attachment-writer.js';
import type { Attachments, AttachmentsOptions } from './attachments.js';
import { joinChunks } from './chunks.js';
import { tryEach } from './try-each.js';
import { createWaitingFiles, unknownAttachment } from './waiting-files.js';
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
  }): Promise<AttachmentRecord> => (await shelfOf(tenant).byId(attachmentId)) ?? unknownAttachment();

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

  return {
    ...createAttachmentWriter({ shelfOf, contentsOf, remove, limits, clock, ids }),
    ...createWaitingFiles({ records, shelfOf, remove, clock }),
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
      return found ?? unknownAttachment();
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
      return found.some((record) => record.conversationId !== conversationId) ? unknownAttachment() : found;
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
      await tryEach(shelf.uploadsOf(conversationId), async (upload) => {
        await remove(tenant, conversationId, upload);
        removed += 1;
      });
      await records.forgetOld?.();
      return removed;
    },
  };
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
