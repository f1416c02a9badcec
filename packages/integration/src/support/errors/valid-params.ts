import { type HeldExecution, type Method, textParts } from './error-world.js';

const NO_EXECUTION: HeldExecution = { executionId: 'none', fence: 1 };
const AMOUNTS = { amounts: [{ meter: 'tokens', amount: 1 }] };

/** Params that each method takes, besides the conversation and the request id. */
export function validParams(method: Method, held: HeldExecution = NO_EXECUTION): object {
  const message = { messageId: 'm' };
  switch (method) {
    case 'createConversation':
      return { participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }] };
    case 'getConversation':
    case 'getEvents':
    case 'getHydratedConversation':
    case 'eraseConversation':
    case 'pause':
    case 'resume':
    case 'listConversations':
    case 'ensureAgents':
    case 'stopAgents':
      return {};
    case 'runToCompletion':
      return { timeoutMs: 1 };
    case 'renameConversation':
      return { title: 'A title' };
    case 'changeRoster':
      return { added: [{ participantId: 'dan', kind: 'user', displayName: 'Dan' }] };
    case 'eraseMessages':
      return { messageIds: ['m'] };
    case 'setTyping':
      return { typing: true };
    case 'sendMessage':
      return { parts: textParts('Hello') };
    case 'sendTrace':
      return { type: 'thought', payload: { text: 'Hm' } };
    case 'editQueued':
      return { ...message, parts: textParts('Hello') };
    case 'cancelQueued':
    case 'regenerate':
      return message;
    case 'stop':
    case 'clearTurn':
      return { turn: 1 };
    case 'selectBranch':
      return { tipMessageId: 'm' };
    case 'invokeAction':
      return { ...message, actionId: 'explain' };
    case 'settleAction':
      return { actionSeq: 1, outcome: 'done' };
    case 'patchCard':
      return { ...message, partId: 'p1', rev: 1, patch: [{ op: 'replace', path: '/version', value: 2 }] };
    case 'giveFeedback':
      return { ...message, rating: 'up' };
    case 'handOff':
      return { to: 'bot' };
    case 'addNote':
      return { text: 'Noted.' };
    case 'setAutopilot':
      return { level: 2 };
    case 'setBudget':
      return {
        budget: { meter: 'money', scope: { kind: 'tenant', id: 'default' }, window: 'day', limit: 1 },
      };
    case 'setPolicy':
      return { source: 'rules: []\n' };
    case 'setModel':
      return { model: 'small' };
    case 'setPersona':
      return { personaId: 'guide' };
    case 'changeRun':
      return { title: 'A run' };
    case 'patchRunState':
      return { runId: 'r', patch: [{ op: 'add', path: '/a', value: 1 }] };
    case 'resolveApproval':
      return { approvalId: 'a', decision: 'approve', argsHash: 'h' };
    case 'startExecution':
      return { agentId: 'bot' };
    case 'heartbeat':
    case 'takeSteered':
      return held;
    case 'appendDraft':
      return { ...held, kind: 'text', messageId: 'd', partId: 'p1', offset: 0, text: 'Hel' };
    case 'dropDraft':
      return { ...held, messageId: 'd' };
    case 'requestApproval':
    case 'startTool':
      return { ...held, toolCallId: 't1' };
    case 'proposeSetting':
      return { ...held, setting: { kind: 'autopilot', level: 2 }, causedBy: 1 };
    case 'reserve':
      return { ...held, ...AMOUNTS };
    case 'settle':
      return { ...held, reservationId: 'r', ...AMOUNTS };
    case 'release':
      return { ...held, reservationId: 'r' };
    case 'recordUsage':
      return AMOUNTS;
    case 'endExecution':
      return { ...held, reason: 'released' };
  }
}
