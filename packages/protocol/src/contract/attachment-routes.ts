import type { HttpRoute } from './define-method.js';

// Files are over HTTP alone, beside the methods: apart from `HTTP_ROUTES`, which every visitor's page
// loads, because most visitors send none.

/**
 * Where a file goes. The body is the file, its `content-type` what the file says that it is, its name
 * the query's `name`, beside perhaps `docId` and `summary`; the answer is what is known of the stored
 * file, as JSON.
 */
export const UPLOAD_ROUTE = {
  verb: 'POST',
  path: '/api/conversations/{conversationId}/attachments',
} as const satisfies HttpRoute;

/** What is known of a file, with an address of its content that is good for a while. */
export const ATTACHMENT_ROUTE = {
  verb: 'GET',
  path: '/api/attachments/{attachmentId}',
} as const satisfies HttpRoute;

/** Takes a file back that no message carries. An operator removes any. */
export const WITHDRAW_ROUTE = {
  verb: 'DELETE',
  path: '/api/attachments/{attachmentId}',
} as const satisfies HttpRoute;

/** Lets everybody have a file that was held. */
export const RELEASE_ROUTE = {
  verb: 'POST',
  path: '/api/attachments/{attachmentId}/release',
} as const satisfies HttpRoute;

/** The bytes: by a signed address, or by the token of who may read the conversation. */
export const ATTACHMENT_CONTENT_ROUTE = {
  verb: 'GET',
  path: '/api/attachments/{attachmentId}/content',
} as const satisfies HttpRoute;

/** The same by document: its newest version, or that of the query's `version`. */
export const DOCUMENT_ROUTE = {
  verb: 'GET',
  path: '/api/conversations/{conversationId}/documents/{docId}',
} as const satisfies HttpRoute;

export const DOCUMENT_CONTENT_ROUTE = {
  verb: 'GET',
  path: '/api/conversations/{conversationId}/documents/{docId}/content',
} as const satisfies HttpRoute;

/** A path of the contract with its params in place. */
export function pathOf(path: HttpRoute['path'], params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
