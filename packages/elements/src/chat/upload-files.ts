// Loaded with the first file that a person sends or opens.
import type { ChatFiles, HttpServer } from '@agent-chat/client';
import { httpFiles } from '@agent-chat/client/files';
import type { AttachmentUrl } from '../context/contexts.js';

/** The ways of files to a server and from it. */
export interface FileWays extends Pick<ChatFiles, 'upload' | 'withdraw'> {
  readonly attachmentUrl: AttachmentUrl;
}

export function filesOn(server: HttpServer): FileWays {
  const { upload, withdraw, address } = httpFiles(server);
  return {
    upload,
    withdraw,
    attachmentUrl: async ({ attachmentId }, purpose) =>
      shownFrom(await address(attachmentId, { purpose }), purpose),
  };
}

/** A picture of another origin than the page's is fetched: what is shown in place comes from the page's own. */
async function shownFrom(address: string, purpose: 'view' | 'download'): Promise<string> {
  const isOwn = new URL(address, document.baseURI).origin === location.origin;
  if (purpose === 'download' || isOwn) return address;
  const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!response.ok) throw new Error(`The picture was answered by ${response.status}.`);
  return URL.createObjectURL(await response.blob());
}
