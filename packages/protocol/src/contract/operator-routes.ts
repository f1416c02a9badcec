import type { HttpRoute } from './define-method.js';

/**
 * Where the methods for operators are in HTTP. Apart from `HTTP_ROUTES`, which every visitor's page
 * loads.
 */
export const OPERATOR_ROUTES = {
  createInterface: { verb: 'POST', path: '/api/interfaces' },
  listInterfaces: { verb: 'GET', path: '/api/interfaces' },
  getInterface: { verb: 'GET', path: '/api/interfaces/{interfaceId}' },
  updateInterface: { verb: 'PATCH', path: '/api/interfaces/{interfaceId}' },
  deleteInterface: { verb: 'DELETE', path: '/api/interfaces/{interfaceId}' },
  restoreInterface: { verb: 'POST', path: '/api/interfaces/{interfaceId}/restore' },
  publishInterface: { verb: 'POST', path: '/api/interfaces/{interfaceId}/publish' },
  unpublishInterface: { verb: 'POST', path: '/api/interfaces/{interfaceId}/unpublish' },
  duplicateInterface: { verb: 'POST', path: '/api/interfaces/{interfaceId}/duplicate' },
  previewInterface: { verb: 'GET', path: '/api/interfaces/{interfaceId}/preview' },
  getEmbedCode: { verb: 'GET', path: '/api/interfaces/{interfaceId}/embed-code' },
  checkSlug: { verb: 'GET', path: '/api/interface-slugs/{slug}' },
  createScenario: { verb: 'POST', path: '/api/scenarios' },
  listScenarios: { verb: 'GET', path: '/api/scenarios' },
  getScenario: { verb: 'GET', path: '/api/scenarios/{scenarioId}' },
  updateScenario: { verb: 'PUT', path: '/api/scenarios/{scenarioId}' },
  deleteScenario: { verb: 'DELETE', path: '/api/scenarios/{scenarioId}' },
  listSessions: { verb: 'GET', path: '/api/sessions' },
  getSession: { verb: 'GET', path: '/api/sessions/{sessionId}' },
  closeSession: { verb: 'DELETE', path: '/api/sessions/{sessionId}' },
  getAnalytics: { verb: 'GET', path: '/api/analytics' },
  listLlmProviders: { verb: 'GET', path: '/api/llm/providers' },
  completeLlm: { verb: 'POST', path: '/api/llm/complete' },
  listAgents: { verb: 'GET', path: '/api/agents' },
} as const satisfies Readonly<Record<string, HttpRoute>>;

/**
 * Where a picture of an interface is uploaded, over HTTP alone: the body is the file, and the answer
 * `{url, contentType, sizeBytes}`. A change of the interface then names the `url`.
 */
export const INTERFACE_ASSET_ROUTE = {
  verb: 'POST',
  path: '/api/interfaces/{interfaceId}/assets',
} as const satisfies HttpRoute;

/**
 * A conversation as a file, over HTTP alone: `?format=jsonl` (the default) is what `IMPORT_ROUTE`
 * takes, `?format=html` a page for people.
 */
export const EXPORT_ROUTE = {
  verb: 'GET',
  path: '/api/conversations/{conversationId}/export',
} as const satisfies HttpRoute;

/** Adds the conversation of an exported file, which is the body; the answer is its record. */
export const IMPORT_ROUTE = { verb: 'POST', path: '/api/conversation-imports' } as const satisfies HttpRoute;
