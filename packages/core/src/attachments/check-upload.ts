import { AgentChatError, isAllowedType } from '@agent-chat/protocol';
import type { AttachmentLimits } from './attachment-record.js';
import { fileTooLarge } from './chunks.js';

const MAX_NAME = 255;
const MAX_ID = 128;
const MAX_SUMMARY = 2_000;
/** Control characters, and halves of characters, which not every database keeps. */
const UNSAFE = /[\p{Cc}\p{Cs}]/u;
/** Of a text of several lines: what not every database keeps. */
const UNKEPT = /[\0\p{Cs}]/u;
const SEPARATOR = /[/\\]/;
/** Type and subtype as RFC 9110 has them, then perhaps parameters. */
const CONTENT_TYPE = /^([!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+)\s*(;[\x20-\x7e]*)?$/;

/** What a file is said to be; the limits are checked against it. */
export interface UploadClaims {
  readonly conversationId: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly docId?: string;
  readonly summary?: string;
  readonly createdBy: string;
}

/**
 * The content type as it is kept: type and subtype in lower case, parameters as they are.
 *
 * @throws AgentChatError `InvalidMessage`, `PayloadTooLarge`, `UnsupportedMediaType`
 */
export function checkUpload(claims: UploadClaims, limits: AttachmentLimits): string {
  const { name, docId, summary = '', sizeBytes } = claims;
  assertText('conversationId', claims.conversationId, MAX_ID);
  assertText('createdBy', claims.createdBy, MAX_ID);
  if (docId !== undefined) assertText('docId', docId, MAX_ID);
  assertText('name', name, MAX_NAME);
  if (SEPARATOR.test(name) || name === '.' || name === '..') throw invalid('name', 'must not be a path');
  if (summary.length > MAX_SUMMARY) throw invalid('summary', `has more than ${MAX_SUMMARY} characters`);
  if (UNKEPT.test(summary)) throw invalid('summary', 'has a character that is none');

  const match = CONTENT_TYPE.exec(claims.contentType.trim());
  const [, type, parameters = ''] = match ?? [];
  if (type === undefined || claims.contentType.length > MAX_NAME) throw invalid('contentType', 'is none');
  const kind = type.toLowerCase();
  if (!isAllowedType(kind, limits.allowedTypes)) {
    throw new AgentChatError('UnsupportedMediaType', `Files of the type ${kind} are not taken.`, {
      details: { contentType: kind, allowed: limits.allowedTypes },
    });
  }
  if (sizeBytes > limits.maxBytes) throw fileTooLarge(limits.maxBytes, sizeBytes);
  return `${kind}${parameters}`;
}

function assertText(path: string, text: string, max: number): void {
  if (text.length < 1 || text.length > max || UNSAFE.test(text)) {
    throw invalid(path, `needs 1 to ${max} characters, none of them a control character`);
  }
}

function invalid(path: string, message: string): AgentChatError {
  return new AgentChatError('InvalidMessage', `The file's ${path} ${message}.`, {
    details: { path, message },
  });
}
