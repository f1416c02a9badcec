import type { AttachmentRecord, Attachments } from '@agent-chat/core';
import { safePictureOf } from './file-type.js';
import type { SignedUrls } from './signed-urls.js';

/** What the routes tell of a file. */
export interface AttachmentInfo extends AttachmentRecord {
  /** `held`: it is checked, and nobody can have its content yet. */
  readonly status: 'released' | 'held';
  /** A path on this server, by which anybody can save the content until then; `null` while it is held. */
  readonly contentUrl: string | null;
  /** The same to show it in place, for safe pictures. */
  readonly viewUrl: string | null;
  readonly urlsExpireAt: string | null;
}

export function createAttachmentInfo(
  attachments: Pick<Attachments, 'isHeld'>,
  signedUrls: Pick<SignedUrls, 'sign'>,
): (tenant: string, record: AttachmentRecord) => Promise<AttachmentInfo> {
  return async (tenant, record) => {
    const { attachmentId, contentType } = record;
    if (await attachments.isHeld({ tenant, attachmentId })) {
      return { ...record, status: 'held', contentUrl: null, viewUrl: null, urlsExpireAt: null };
    }
    const content = await signedUrls.sign({ tenant, attachmentId, purpose: 'download' });
    const view =
      safePictureOf(contentType) === null
        ? null
        : await signedUrls.sign({ tenant, attachmentId, purpose: 'view' });
    return {
      ...record,
      status: 'released',
      contentUrl: content.url,
      viewUrl: view?.url ?? null,
      urlsExpireAt: content.expiresAt,
    };
  };
}
