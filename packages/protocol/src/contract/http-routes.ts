import type { HttpRoute } from './define-method.js';

/**
 * Where each method of the contract is in HTTP. Apart from the schemas, because a client needs the
 * routes and not what the server checks.
 */
export const HTTP_ROUTES = {
  getPublicInterface: { verb: 'GET', path: '/api/public/interfaces/{slug}' },
  createSession: { verb: 'POST', path: '/api/public/interfaces/{slug}/sessions' },
  endSession: { verb: 'DELETE', path: '/api/public/interfaces/{slug}/sessions/current' },
  listVisitorConversations: { verb: 'GET', path: '/api/public/interfaces/{slug}/conversations' },
  renameVisitorConversation: {
    verb: 'PATCH',
    path: '/api/public/interfaces/{slug}/conversations/{conversationId}',
  },
  createConversation: { verb: 'POST', path: '/api/conversations' },
  getConversation: { verb: 'GET', path: '/api/conversations/{conversationId}' },
  listConversations: { verb: 'GET', path: '/api/conversations' },
  renameConversation: { verb: 'PATCH', path: '/api/conversations/{conversationId}' },
  changeRoster: { verb: 'POST', path: '/api/conversations/{conversationId}/roster' },
  eraseConversation: { verb: 'DELETE', path: '/api/conversations/{conversationId}' },
  eraseMessages: { verb: 'POST', path: '/api/conversations/{conversationId}/erase' },
  subscribe: { verb: 'GET', path: '/api/conversations/{conversationId}/stream', answers: 'stream' },
  subscribeAll: { verb: 'GET', path: '/api/events/stream', answers: 'stream' },
  getEvents: { verb: 'GET', path: '/api/conversations/{conversationId}/events' },
  getHydratedConversation: { verb: 'GET', path: '/api/conversations/{conversationId}/hydrated' },
  runToCompletion: { verb: 'POST', path: '/api/conversations/{conversationId}/run-to-completion' },
  sendMessage: { verb: 'POST', path: '/api/conversations/{conversationId}/messages' },
  sendTrace: { verb: 'POST', path: '/api/conversations/{conversationId}/traces' },
  editQueued: { verb: 'PATCH', path: '/api/conversations/{conversationId}/queue/{messageId}' },
  cancelQueued: { verb: 'DELETE', path: '/api/conversations/{conversationId}/queue/{messageId}' },
  setTyping: { verb: 'POST', path: '/api/conversations/{conversationId}/typing' },
  stop: { verb: 'POST', path: '/api/conversations/{conversationId}/stop' },
  clearTurn: { verb: 'POST', path: '/api/conversations/{conversationId}/clear-turn' },
  regenerate: { verb: 'POST', path: '/api/conversations/{conversationId}/regenerate' },
  selectBranch: { verb: 'POST', path: '/api/conversations/{conversationId}/branch' },
  invokeAction: { verb: 'POST', path: '/api/conversations/{conversationId}/actions' },
  settleAction: { verb: 'POST', path: '/api/conversations/{conversationId}/actions/{actionSeq}' },
  patchCard: { verb: 'POST', path: '/api/conversations/{conversationId}/cards/{messageId}/{partId}' },
  giveFeedback: { verb: 'POST', path: '/api/conversations/{conversationId}/feedback' },
  handOff: { verb: 'POST', path: '/api/conversations/{conversationId}/hand-off' },
  addNote: { verb: 'POST', path: '/api/conversations/{conversationId}/notes' },
  setAutopilot: { verb: 'POST', path: '/api/conversations/{conversationId}/autopilot' },
  setBudget: { verb: 'POST', path: '/api/conversations/{conversationId}/budget' },
  setPolicy: { verb: 'POST', path: '/api/conversations/{conversationId}/policy' },
  setModel: { verb: 'POST', path: '/api/conversations/{conversationId}/model' },
  setPersona: { verb: 'POST', path: '/api/conversations/{conversationId}/persona' },
  changeRun: { verb: 'POST', path: '/api/conversations/{conversationId}/runs' },
  patchRunState: { verb: 'POST', path: '/api/conversations/{conversationId}/runs/{runId}/state' },
  pause: { verb: 'POST', path: '/api/conversations/{conversationId}/pause' },
  resume: { verb: 'POST', path: '/api/conversations/{conversationId}/resume' },
  resolveApproval: { verb: 'POST', path: '/api/conversations/{conversationId}/approvals/{approvalId}' },
  ensureAgents: { verb: 'POST', path: '/api/conversations/{conversationId}/agents' },
  stopAgents: { verb: 'POST', path: '/api/conversations/{conversationId}/agents/stop' },
  startExecution: { verb: 'POST', path: '/api/conversations/{conversationId}/executions' },
  heartbeat: { verb: 'POST', path: '/api/conversations/{conversationId}/executions/{executionId}/heartbeat' },
  appendDraft: { verb: 'POST', path: '/api/conversations/{conversationId}/executions/{executionId}/draft' },
  dropDraft: {
    verb: 'POST',
    path: '/api/conversations/{conversationId}/executions/{executionId}/drop-draft',
  },
  requestApproval: {
    verb: 'POST',
    path: '/api/conversations/{conversationId}/executions/{executionId}/approvals',
  },
  startTool: { verb: 'POST', path: '/api/conversations/{conversationId}/executions/{executionId}/tools' },
  takeSteered: { verb: 'POST', path: '/api/conversations/{conversationId}/executions/{executionId}/steered' },
  proposeSetting: {
    verb: 'POST',
    path: '/api/conversations/{conversationId}/executions/{executionId}/settings',
  },
  reserve: { verb: 'POST', path: '/api/conversations/{conversationId}/executions/{executionId}/reserve' },
  settle: { verb: 'POST', path: '/api/conversations/{conversationId}/executions/{executionId}/settle' },
  release: { verb: 'POST', path: '/api/conversations/{conversationId}/executions/{executionId}/release' },
  recordUsage: { verb: 'POST', path: '/api/conversations/{conversationId}/usage' },
  endExecution: { verb: 'DELETE', path: '/api/conversations/{conversationId}/executions/{executionId}' },
} as const satisfies Readonly<Record<string, HttpRoute>>;

/** The methods that have a place in HTTP. */
export type HttpMethod = keyof typeof HTTP_ROUTES;

/** The one param with another name in a query than in the contract. */
const CURSOR = { param: 'cursor', inQuery: 'sinceSeq' } as const;

/** What a param of the contract is called in the query of a `GET` or `DELETE`. */
export function queryNameOf(param: string): string {
  return param === CURSOR.param ? CURSOR.inQuery : param;
}

/** The param of the contract that a name in a query stands for. */
export function paramNameOf(queryName: string): string {
  return queryName === CURSOR.inQuery ? CURSOR.param : queryName;
}
