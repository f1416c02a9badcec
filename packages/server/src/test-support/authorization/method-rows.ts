import type { CallerKind, ErrorCode, MethodName } from '@agent-chat/protocol';

/** What a call is about: a conversation, an interface, a scenario and a session of the tenant `one`. */
export interface Target {
  readonly conversationId: string;
  readonly interfaceId: string;
  readonly scenarioId: string;
  readonly sessionId: string;
  /** A new one for each call. */
  readonly clientRequestId: string;
  /** The participant id of who calls. */
  readonly caller: string;
}

/**
 * A method in the table of who may do what. To add one: say what it is about and give params that its
 * schema takes, whether they would succeed or not. Who may call it is in the contract already.
 *
 * - `conversation`: of it the caller must be; to anybody else it is unknown.
 * - `record`: a record of the tenant by its id; to another tenant it is unknown.
 * - `tenant`: what the caller sees or makes is of its own tenant only.
 * - `connection`: nothing but the caller's own connection or session.
 */
export interface MethodRow {
  readonly about: 'conversation' | 'record' | 'tenant' | 'connection';
  readonly params: (target: Target) => Readonly<Record<string, unknown>>;
  /** What a record of another tenant is refused with. Default `UnknownInterface`. */
  readonly unknown?: ErrorCode;
  /** Who may call the method, but not with these params. */
  readonly forbiddenTo?: readonly CallerKind[];
}

type Params = MethodRow['params'];

const text = [{ type: 'text', partId: 'p1', text: 'Hello' }];
const participants = [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }];
const world = (scenarioId: string) => ({ scenarioId, background: 'A shop.', roles: [] });
const amounts = [{ meter: 'money', amount: 1 }];

const read = (rest: Readonly<Record<string, unknown>> = {}): MethodRow => ({
  about: 'conversation',
  params: ({ conversationId }) => ({ conversationId, ...rest }),
});
const command = (rest: Readonly<Record<string, unknown>> = {}): MethodRow => ({
  about: 'conversation',
  params: ({ conversationId, clientRequestId }) => ({ conversationId, clientRequestId, ...rest }),
});
const execution = (rest: Readonly<Record<string, unknown>> = {}): MethodRow =>
  read({ executionId: 'e1', fence: 1, ...rest });
const written = (rest: Readonly<Record<string, unknown>> = {}): MethodRow =>
  command({ executionId: 'e1', fence: 1, ...rest });
const record = (params: Params = ({ interfaceId }) => ({ interfaceId })): MethodRow => ({
  about: 'record',
  params,
});
const session: MethodRow = {
  about: 'record',
  unknown: 'UnknownSession',
  params: ({ sessionId }) => ({ sessionId }),
};
const scenario = (more: (scenarioId: string) => object = () => ({})): MethodRow => ({
  about: 'record',
  unknown: 'UnknownScenario',
  params: ({ scenarioId }) => ({ scenarioId, ...more(scenarioId) }),
});
const tenant = (params: Params = () => ({})): MethodRow => ({ about: 'tenant', params });
const connection = (rest: Readonly<Record<string, unknown>> = {}): MethodRow => ({
  about: 'connection',
  params: () => rest,
});

export const METHOD_ROWS: Readonly<Record<MethodName, MethodRow>> = {
  getPublicInterface: connection({ slug: 'demo' }),
  createSession: connection({ slug: 'demo' }),
  endSession: connection({ slug: 'demo' }),
  listVisitorConversations: connection({ slug: 'demo' }),
  renameVisitorConversation: connection({
    slug: 'demo',
    conversationId: 'none',
    clientRequestId: 'r1',
    title: 'New',
  }),

  createInterface: tenant(({ clientRequestId }) => ({
    clientRequestId,
    name: 'New',
    title: 'New',
    agentId: 'echo',
  })),
  listInterfaces: tenant(),
  getInterface: record(),
  updateInterface: record(({ interfaceId }) => ({ interfaceId, changes: { title: 'Changed' } })),
  deleteInterface: record(),
  restoreInterface: record(),
  publishInterface: record(),
  unpublishInterface: record(),
  duplicateInterface: record(({ interfaceId, clientRequestId }) => ({ interfaceId, clientRequestId })),
  previewInterface: record(),
  getEmbedCode: record(),
  checkSlug: tenant(() => ({ slug: 'free-to-take' })),
  listAgents: tenant(),
  listLlmProviders: tenant(),
  completeLlm: tenant(() => ({ messages: [{ role: 'user', text: 'Hello' }] })),

  createScenario: tenant(({ clientRequestId }) => ({ clientRequestId, scenario: world(clientRequestId) })),
  listScenarios: tenant(),
  getScenario: scenario(),
  updateScenario: scenario((scenarioId) => ({ scenario: world(scenarioId) })),
  deleteScenario: scenario(),

  listSessions: tenant(),
  getSession: session,
  closeSession: session,
  getAnalytics: tenant(() => ({ period: 'day' })),

  authenticate: connection({ token: 'none' }),
  ping: connection(),
  unsubscribe: connection({ subscriptionId: 's1' }),

  createConversation: tenant(({ clientRequestId }) => ({ clientRequestId, participants })),
  listConversations: tenant(),
  subscribeAll: tenant(() => ({ afterPosition: '0' })),
  getConversation: read(),
  subscribe: read({ cursor: '0' }),
  getEvents: read(),
  getHydratedConversation: read(),
  runToCompletion: read({ timeoutMs: 1 }),
  setTyping: read({ typing: true }),
  renameConversation: command({ title: 'New' }),
  changeRoster: command({ add: [{ participantId: 'eve', kind: 'user', displayName: 'Eve' }] }),
  eraseConversation: command(),
  eraseMessages: command({ messageIds: ['m1'] }),
  sendMessage: command({ parts: text }),
  sendTrace: command({ type: 'thought', payload: { text: 'Well' } }),
  editQueued: command({ messageId: 'm1', parts: text }),
  cancelQueued: command({ messageId: 'm1' }),
  stop: command({ turn: 1 }),
  clearTurn: command({ turn: 1 }),
  regenerate: command({ messageId: 'm1' }),
  selectBranch: command({ tipMessageId: 'm1' }),
  invokeAction: command({ messageId: 'm1', actionId: 'a1' }),
  settleAction: command({ actionSeq: 1, outcome: 'done' }),
  patchCard: command({ messageId: 'm1', partId: 'p1', rev: 1, patch: [] }),
  giveFeedback: command({ messageId: 'm1', rating: 'up' }),
  handOff: command({ to: 'echo' }),
  addNote: command({ text: 'A note' }),
  setAutopilot: command({ level: 1 }),
  setBudget: {
    about: 'conversation',
    params: ({ conversationId, clientRequestId }) => {
      const scope = { kind: 'conversation', id: conversationId };
      const budget = { meter: 'money', scope, window: 'total', limit: 1 };
      return { conversationId, clientRequestId, budget };
    },
  },
  setPolicy: command({ source: 'rules: []' }),
  setModel: { ...command({ model: 'small' }), forbiddenTo: ['visitor'] },
  setPersona: { ...command({ personaId: 'guide' }), forbiddenTo: ['visitor'] },
  // An agent changes the run that it is in, and opens none.
  changeRun: { ...command({ title: 'A run' }), forbiddenTo: ['agent'] },
  patchRunState: command({ runId: 'r1', patch: [] }),
  pause: command(),
  resume: command(),
  resolveApproval: command({ approvalId: 'a1', decision: 'deny', argsHash: 'a'.repeat(64) }),
  recordUsage: command({ amounts }),
  ensureAgents: command(),
  stopAgents: command(),
  startExecution: {
    about: 'conversation',
    params: ({ conversationId, caller }) => ({ conversationId, agentId: caller }),
  },
  heartbeat: execution(),
  appendDraft: execution({ kind: 'text', messageId: 'm1', partId: 'p1', offset: 0, text: 'Hello' }),
  dropDraft: execution({ messageId: 'm1' }),
  endExecution: execution({ reason: 'released' }),
  requestApproval: written({ toolCallId: 't1' }),
  startTool: written({ toolCallId: 't1' }),
  takeSteered: written(),
  proposeSetting: written({ setting: { kind: 'autopilot', level: 1 }, causedBy: 1 }),
  reserve: written({ amounts }),
  settle: written({ reservationId: 'r1', amounts }),
  release: written({ reservationId: 'r1' }),
};
