import {
  ATTACHMENT_CONTENT_ROUTE,
  ATTACHMENT_ROUTE,
  DOCUMENT_CONTENT_ROUTE,
  DOCUMENT_ROUTE,
  RELEASE_ROUTE,
  UPLOAD_ROUTE,
} from '../contract/attachment-routes.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { inPath, refused } from './file-paths.js';

const TEXT: JsonSchema = { type: 'string' };
const BYTES: JsonSchema = { '*/*': { schema: { type: 'string', format: 'binary' } } };
const OR_NULL: JsonSchema = { type: ['string', 'null'] };

const INFO: JsonSchema = {
  type: 'object',
  properties: {
    attachmentId: TEXT,
    conversationId: TEXT,
    docId: { type: 'string', description: 'Names the document within its conversation.' },
    version: { type: 'integer' },
    name: { type: 'string', description: 'Without what is invisible or means something to a file system.' },
    contentType: { type: 'string', description: 'What its bytes say that it is.' },
    sizeBytes: { type: 'integer' },
    hash: { type: 'string', description: 'SHA-256, in hexadecimal digits.' },
    summary: TEXT,
    createdBy: TEXT,
    createdAt: { type: 'string', format: 'date-time' },
    status: { enum: ['released', 'held'], description: '`held`: nobody can have its content yet.' },
    contentUrl: { ...OR_NULL, description: 'A path by which anybody can save the content for a while.' },
    viewUrl: { ...OR_NULL, description: 'The same to show a safe picture in place.' },
    urlsExpireAt: OR_NULL,
  },
  required: [
    'attachmentId',
    'conversationId',
    'docId',
    'version',
    'name',
    'contentType',
    'sizeBytes',
    'status',
  ],
};

const CONVERSATION = inPath('conversationId', 'The conversation.');
const ATTACHMENT = inPath('attachmentId', 'The file.');
const DOCUMENT = inPath('docId', 'The document.');
const VERSION = inQuery('version', false, 'Default: the newest.', { type: 'integer', minimum: 1 });
const READERS = ['visitor', 'member', 'agent', 'observer', 'operator'];
const WRITERS = ['visitor', 'member', 'agent', 'operator'];
const UNAUTHORIZED = { '401': '`Unauthorized`', '503': '`Unavailable`' };
const NO_FILE = { ...UNAUTHORIZED, '404': '`UnknownAttachment`' };
const NO_DOCUMENT = {
  ...UNAUTHORIZED,
  '404': '`UnknownConversation`, `UnknownAttachment`',
  '410': '`ConversationGone`',
};

function inQuery(name: string, required: boolean, description: string, schema: JsonSchema): JsonSchema {
  return { name, in: 'query', required, description, schema };
}

function operation(
  operationId: string,
  summary: string,
  rest: { readonly callers: readonly string[]; readonly parameters: readonly JsonSchema[] },
): Record<string, JsonSchema> {
  return {
    operationId,
    tags: ['conversation'],
    summary,
    'x-agent-chat-callers': [...rest.callers],
    security: [{ token: [] }],
    parameters: [...rest.parameters],
  } as unknown as Record<string, JsonSchema>;
}

function info(status: string): JsonSchema {
  return {
    [status]: { description: 'What is known of it.', content: { 'application/json': { schema: INFO } } },
  };
}

const content = (operationId: string, summary: string, parameters: readonly JsonSchema[]) => ({
  ...operation(operationId, summary, { callers: READERS, parameters }),
  responses: {
    '200': { description: 'The bytes, to be saved; safe pictures perhaps in place.', content: BYTES },
    ...refused({
      ...NO_DOCUMENT,
      '403': '`Forbidden`: the address was altered, or is not good any more',
      '409': '`AttachmentHeld`',
    }),
  },
});

/** The files of conversations. */
export const ATTACHMENT_PATHS: Readonly<Record<string, JsonSchema>> = {
  [UPLOAD_ROUTE.path]: {
    post: {
      ...operation('uploadAttachment', 'Uploads a file of a conversation: the body is the file.', {
        callers: WRITERS,
        parameters: [
          CONVERSATION,
          inQuery('name', false, 'What its sender calls it.', TEXT),
          inQuery('docId', false, 'Of the document that this is the next version of.', TEXT),
          inQuery('summary', false, 'At most 2,000 characters.', TEXT),
        ],
      }),
      description:
        'Uploads a file of a conversation: the body is the file. A message then carries it by an `attachment` part with its id. What the file is, its first bytes say; a text must be UTF-8. A file that no message carries in time is removed.',
      requestBody: { required: true, content: BYTES },
      responses: {
        ...(info('201') as object),
        ...refused({
          ...NO_DOCUMENT,
          '400': '`InvalidRequest`, `InvalidMessage`',
          '403': '`Forbidden`',
          '409': '`ConversationEnded`',
          '413': '`PayloadTooLarge`',
          '415': '`UnsupportedMediaType`',
          '429': '`RateLimited`',
        }),
      },
    },
  },
  [ATTACHMENT_ROUTE.path]: {
    get: {
      ...operation('getAttachment', 'What is known of a file, with an address of its content.', {
        callers: READERS,
        parameters: [ATTACHMENT],
      }),
      responses: { ...(info('200') as object), ...refused(NO_FILE) },
    },
    delete: {
      ...operation('withdrawAttachment', 'Takes a file of one’s own back that no message carries.', {
        callers: WRITERS,
        parameters: [ATTACHMENT],
      }),
      description: 'Takes a file of one’s own back that no message carries. An operator removes any.',
      responses: { '200': { description: 'It is gone.' }, ...refused({ ...NO_FILE, '403': '`Forbidden`' }) },
    },
  },
  [RELEASE_ROUTE.path]: {
    post: {
      ...operation('releaseAttachment', 'Lets everybody have a file that was held.', {
        callers: ['operator'],
        parameters: [ATTACHMENT],
      }),
      responses: { ...(info('200') as object), ...refused({ ...NO_FILE, '403': '`Forbidden`' }) },
    },
  },
  [ATTACHMENT_CONTENT_ROUTE.path]: {
    get: {
      ...content('getAttachmentContent', 'The bytes of a file, by a signed address or a token.', [
        ATTACHMENT,
        inQuery('tenant', false, 'Of a signed address, as are the next.', TEXT),
        inQuery('purpose', false, '', { enum: ['download', 'view'] }),
        inQuery('expires', false, 'Milliseconds since 1970.', { type: 'integer' }),
        inQuery('signature', false, '', TEXT),
      ]),
      security: [{ token: [] }, {}],
    },
  },
  [DOCUMENT_ROUTE.path]: {
    get: {
      ...operation('getDocument', 'What is known of a version of a document.', {
        callers: READERS,
        parameters: [CONVERSATION, DOCUMENT, VERSION],
      }),
      responses: {
        ...(info('200') as object),
        ...refused({ ...NO_DOCUMENT, '400': '`InvalidRequest`' }),
      },
    },
  },
  [DOCUMENT_CONTENT_ROUTE.path]: {
    get: content('getDocumentContent', 'The bytes of a version of a document.', [
      CONVERSATION,
      DOCUMENT,
      VERSION,
    ]),
  },
};
