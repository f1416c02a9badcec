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

/** What a server answers besides the methods of the contract. */
export const SERVER_PATHS: Readonly<Record<string, JsonSchema>> = {
  '/api/health': {
    get: answers('getHealth', 'Says that the server is up.', {
      type: 'object',
      properties: { status: { const: 'ok' } },
      required: ['status'],
    }),
  },
  '/api/openapi.json': {
    get: answers('getOpenApiDocument', 'This document.', { type: 'object' }),
  },
};
