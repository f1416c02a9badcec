import { INTERFACE_ASSET_ROUTE } from '../contract/operator-routes.js';
import type { JsonSchema } from '../schema/json-schema.js';

function answers(operationId: string, summary: string, schema: JsonSchema): JsonSchema {
  const content = { 'application/json': { schema } };
  return {
    operationId,
    tags: ['server'],
    summary,
    security: [],
    responses: { '200': { description: 'The answer.', content } },
  };
}

const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];
const ERROR = { 'application/json': { schema: { $ref: 'ErrorBody' } } };
const BYTES: JsonSchema = { type: 'string', format: 'binary' };
const PICTURES = Object.fromEntries(PICTURE_TYPES.map((type) => [type, { schema: BYTES }]));

function inPath(name: string, description: string): JsonSchema {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

function refused(codes: Readonly<Record<string, string>>): JsonSchema {
  const responses = Object.entries(codes).map(([status, names]) => [
    status,
    { description: names, content: ERROR },
  ]);
  return Object.fromEntries(responses) as JsonSchema;
}

const addPicture: JsonSchema = {
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

const getPicture: JsonSchema = {
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

/** What a server answers besides the methods of the contract. */
export const SERVER_PATHS: Readonly<Record<string, JsonSchema>> = {
  [INTERFACE_ASSET_ROUTE.path]: { post: addPicture },
  '/api/public/interface-assets/{name}': { get: getPicture },
  '/api/health': {
    get: answers('getHealth', 'Says that the server is up.', {
      type: 'object',
      properties: { status: { const: 'ok' } },
      required: ['status'],
    }),
  },
  '/api/ready': {
    get: {
      ...answers('getReadiness', 'Says whether visitors may be sent here: the store answers.', {
        type: 'object',
        properties: { status: { const: 'ready' } },
        required: ['status'],
      }),
      responses: {
        '200': { description: 'The store answers.' },
        ...refused({ '503': 'Unavailable: the store does not answer, or the server is closing.' }),
      },
    },
  },
  '/api/metrics': {
    get: {
      operationId: 'getMetrics',
      tags: ['server'],
      summary: 'What the server counts of itself, in the text format of Prometheus.',
      'x-agent-chat-callers': ['operator'],
      security: [{ token: [] }],
      responses: {
        '200': { description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
        ...refused({ '401': 'Unauthorized', '403': 'Forbidden' }),
      },
    },
  },
  '/api/openapi.json': {
    get: answers('getOpenApiDocument', 'This document.', { type: 'object' }),
  },
};
