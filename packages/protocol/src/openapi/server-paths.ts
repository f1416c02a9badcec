import { EXPORT_ROUTE, IMPORT_ROUTE, INTERFACE_ASSET_ROUTE } from '../contract/operator-routes.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { ATTACHMENT_PATHS } from './attachment-paths.js';
import { addPicture, exportConversation, getPicture, importConversation, refused } from './file-paths.js';

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

/** What a server answers besides the methods of the contract. */
export const SERVER_PATHS: Readonly<Record<string, JsonSchema>> = {
  ...ATTACHMENT_PATHS,
  [INTERFACE_ASSET_ROUTE.path]: { post: addPicture },
  [EXPORT_ROUTE.path]: { get: exportConversation },
  [IMPORT_ROUTE.path]: { post: importConversation },
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
