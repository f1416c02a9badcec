// Loaded with the first file that a person sends or opens.
import { attachmentAddress, httpUpload, withdrawAttachment } from '@agent-chat/client/files';
import type { HttpServer } from '@agent-chat/client';
import type { AttachmentUrl } from '../context/contexts.js';

export { httpUpload, withdrawAttachment };

/**
 * The address of a file of this server. A picture of another origin than the page's is fetched: what is
 * shown in place comes from the page's own.
 */
export function contentAddress(server: HttpServer): AttachmentUrl {
  return async ({ attachmentId }, purpose) => {
    const address = await attachmentAddress(server, attachmentId, { purpose });
    const isOwn = new URL(address, document.baseURI).origin === location.origin;
    if (purpose === 'download' || isOwn) return address;
    const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!response.ok) throw new Error(`The picture was answered by ${response.status}.`);
    return URL.createObjectURL(await response.blob());
  };
}
