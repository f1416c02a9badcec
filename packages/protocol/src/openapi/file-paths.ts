import type { JsonSchema } from '../schema/json-schema.js';

// What is no method of the contract because it is a file.

const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];
const ERROR = { 'application/json': { schema: { $ref: 'ErrorBody' } } };
const BYTES: JsonSchema = { type: 'string', format: 'binary' };
const PICTURES = Object.fromEntries(PICTURE_TYPES.map((type) => [type, { schema: BYTES }]));

export function inPath(name: string, description: string): JsonSchema {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

export function refused(codes: Readonly<Record<string, string>>): JsonSchema {
  const responses = Object.entries(codes).map(([status, names]) => [
    status,
    { description: names, content: ERROR },
  ]);
  return Object.fromEntries(responses) as JsonSchema;
}

export const addPicture: JsonSchema = {
  operationId: 'addInterfacePicture',
  tags: ['interface'],
  summary: 'Uploads a picture of an interface.',
  description:
    'Uploads a picture of an interface, for its cover, its icon or its button: the body is the file. A change of the interface then names the `url`. What the file is, its first bytes say.',
  'x-agent-chat-callers': ['operator'],
  security: [{ token: [] }],
  parameters: [inPath('interfaceId', 'The interface.')],
  requestBody: { required: true, content: PICTURES },
  responses: {
    '200': {
      description: 'The result.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              url: { type: 'string', description: 'A path on this server.' },
              contentType: { enum: PICTURE_TYPES },
              sizeBytes: { type: 'integer' },
            },
            required: ['url', 'contentType', 'sizeBytes'],
          },
        },
      },
    },
    ...refused({
      '401': '`Unauthorized`',
      '403': '`Forbidden`',
      '404': '`UnknownInterface`',
      '413': '`PayloadTooLarge`',
      '415': '`UnsupportedMediaType`',
      '503': '`Unavailable`',
    }),
  },
};

export const getPicture: JsonSchema = {
  operationId: 'getInterfacePicture',
  tags: ['interface'],
  summary: 'A picture of an interface. What stands under a name never changes.',
  security: [],
  parameters: [inPath('name', 'The name that an upload was given.')],
  responses: {
    '200': { description: 'The picture.', content: PICTURES },
    ...refused({ '404': '`UnknownRoute`' }),
  },
};

const LINES = { 'application/x-ndjson': { schema: { type: 'string' } } };

export const exportConversation: JsonSchema = {
  operationId: 'exportConversation',
  tags: ['conversation'],
  summary: 'A whole conversation as a file.',
  'x-agent-chat-callers': ['operator'],
  security: [{ token: [] }],
  parameters: [
    inPath('conversationId', 'The conversation.'),
    {
      name: 'format',
      in: 'query',
      required: false,
      description: '`jsonl`: what can be imported. `html`: a page for people. Default `jsonl`.',
      schema: { type: 'string', enum: ['jsonl', 'html'] },
    },
  ],
  responses: {
    '200': { description: 'The file.', content: { ...LINES, 'text/html': { schema: { type: 'string' } } } },
    ...refused({
      '400': '`InvalidRequest`',
      '401': '`Unauthorized`',
      '403': '`Forbidden`',
      '404': '`UnknownConversation`',
      '410': '`ConversationGone`',
      '503': '`Unavailable`',
    }),
  },
};

export const importConversation: JsonSchema = {
  operationId: 'importConversation',
  tags: ['conversation'],
  summary: 'Adds the conversation of an exported file, which is the body.',
  'x-agent-chat-callers': ['operator'],
  security: [{ token: [] }],
  requestBody: { required: true, content: LINES },
  responses: {
    '200': {
      description: 'What is known of the conversation.',
      content: { 'application/json': { schema: { $ref: 'ConversationRecord' } } },
    },
    ...refused({
      '400': '`InvalidRequest`',
      '401': '`Unauthorized`',
      '403': '`Forbidden`',
      '409': '`ConversationExists`',
      '413': '`PayloadTooLarge`',
      '503': '`Unavailable`',
    }),
  },
};
