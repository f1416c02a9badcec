import type { AttachmentRecord } from '@agent-chat/core';
import { RESOURCE_POLICY } from '../http/security-headers.js';
import { byteStream } from './byte-stream.js';
import { contentDisposition } from './display-name.js';
import { safePictureOf } from './file-type.js';
import type { ContentPurpose } from './signed-urls.js';

/** Should a browser show it as a document after all: it can do nothing, and has no origin. */
const CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * A file as an answer that no browser runs: as what it is, never guessed at, to be saved; a safe picture
 * may be shown in place, on other sites too. The last bytes come when all of it is known to be whole.
 */
export function contentResponse(
  record: AttachmentRecord,
  chunks: AsyncIterable<Uint8Array>,
  purpose: ContentPurpose,
  onError: (error: unknown) => void,
): Response {
  const isShown = purpose === 'view' && safePictureOf(record.contentType) !== null;
  return new Response(byteStream(chunks, onError), {
    headers: {
      'content-type': servedType(record.contentType),
      'content-length': String(record.sizeBytes),
      // A part of a file could not be known to be whole.
      'accept-ranges': 'none',
      'content-disposition': contentDisposition(isShown ? 'inline' : 'attachment', record.name),
      'content-security-policy': CONTENT_POLICY,
      'cache-control': isShown ? 'private, max-age=300' : 'private, no-store',
      'x-robots-tag': 'noindex',
      [RESOURCE_POLICY]: isShown ? 'cross-origin' : 'same-origin',
    },
  });
}

/** What was taken as text is UTF-8, whatever a browser would guess. */
function servedType(contentType: string): string {
  return contentType.startsWith('text/') ? `${contentType.split(';', 1)[0]}; charset=utf-8` : contentType;
}
