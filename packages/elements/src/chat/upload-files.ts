// Loaded with the first file that a person sends or opens.
import type { HttpServer, UploadAttachment } from '@agent-chat/client';
import { attachmentAddress, httpUpload, withdrawAttachment } from '@agent-chat/client/files';
import type { AttachmentUrl } from '../context/contexts.js';

/** The ways of files to a server and from it. */
export interface FileWays {
  readonly upload: UploadAttachment;
  readonly withdraw: (attachmentId: string) => Promise<void>;
  readonly attachmentUrl: AttachmentUrl;
}

export function filesOn(server: HttpServer): FileWays {
  return {
    upload: httpUpload(server),
    withdraw: (attachmentId) => withdrawAttachment(server, attachmentId),
    attachmentUrl: ({ attachmentId }, purpose) => contentAddress(server, attachmentId, purpose),
  };
}

/** A picture of another origin than the page's is fetched: what is shown in place comes from the page's own. */
async function contentAddress(
  server: HttpServer,
  attachmentId: string,
  purpose: 'view' | 'download',
): Promise<string> {
  const address = await attachmentAddress(server, attachmentId, { purpose });
  const isOwn = new URL(address, document.baseURI).origin === location.origin;
  if (purpose === 'download' || isOwn) return address;
  const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!response.ok) throw new Error(`The picture was answered by ${response.status}.`);
  return URL.createObjectURL(await response.blob());
}
