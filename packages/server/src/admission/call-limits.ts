import { type RateLimits, withDefaults } from '@agent-chat/core';
import { AgentChatError, type ConversationMethod, textHash } from '@agent-chat/protocol';
import { type Identity, personOf } from '../methods/identity.js';

/** How many calls of a kind somebody may make. */
export interface CallLimit {
  /** An integer from 1 to 10,000. */
  readonly calls: number;
  /** An integer from 1 to 86,400. */
  readonly windowSeconds: number;
}

/**
 * What is limited beside messages, uploads and new sessions, each kind for itself. Of visitors and
 * members:
 * - `actions`: buttons, and answers to approvals
 * - `feedback`
 * - `typing`
 * - `changes`: of queued messages, branches, runs; stops, notes; files that are taken back; ended sessions
 * - `settings`: model, persona, autopilot, budget, policy, pauses
 * - `conversations`: those that members begin
 * - `renames`: of conversations
 *
 * Of an address, of IPv6 one /64: `returns`, attempts to come back by a token. Of an operator:
 * `exports` and `imports` of whole conversations, and `pictures` of interfaces.
 */
export const CALL_KINDS = [
  'actions',
  'feedback',
  'typing',
  'changes',
  'settings',
  'conversations',
  'renames',
  'returns',
  'exports',
  'imports',
  'pictures',
] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/** `null`: as many as they like. What is left out has its default. */
export type CallLimits = Readonly<Partial<Record<CallKind, CallLimit | null>>>;

export const DEFAULT_CALL_LIMITS: Readonly<Record<CallKind, CallLimit>> = {
  actions: { calls: 60, windowSeconds: 60 },
  feedback: { calls: 60, windowSeconds: 60 },
  // A page that writes says so every three seconds, and once when it stops.
  typing: { calls: 120, windowSeconds: 60 },
  changes: { calls: 60, windowSeconds: 60 },
  settings: { calls: 60, windowSeconds: 60 },
  conversations: { calls: 60, windowSeconds: 600 },
  renames: { calls: 60, windowSeconds: 600 },
  // A school behind one address comes back together.
  returns: { calls: 600, windowSeconds: 600 },
  exports: { calls: 120, windowSeconds: 60 },
  imports: { calls: 60, windowSeconds: 60 },
  pictures: { calls: 60, windowSeconds: 60 },
};

/**
 * Of which kind each method is. `messages`: it has a limit of its own. `null`: a read, or for agents and
 * operators alone. A method that is added has to say so.
 */
export const KIND_OF_CALL: Readonly<Record<ConversationMethod, CallKind | 'messages' | null>> = {
  sendMessage: 'messages',
  regenerate: 'messages',
  invokeAction: 'actions',
  resolveApproval: 'actions',
  giveFeedback: 'feedback',
  setTyping: 'typing',
  editQueued: 'changes',
  cancelQueued: 'changes',
  selectBranch: 'changes',
  stop: 'changes',
  clearTurn: 'changes',
  changeRun: 'changes',
  sendTrace: 'changes',
  handOff: 'changes',
  addNote: 'changes',
  runToCompletion: 'changes',
  setModel: 'settings',
  setPersona: 'settings',
  setAutopilot: 'settings',
  setBudget: 'settings',
  setPolicy: 'settings',
  pause: 'settings',
  resume: 'settings',
  createConversation: 'conversations',
  renameConversation: 'renames',
  getConversation: null,
  listConversations: null,
  getEvents: null,
  getHydratedConversation: null,
  changeRoster: null,
  ensureAgents: null,
  stopAgents: null,
  eraseConversation: null,
  eraseMessages: null,
  settleAction: null,
  patchCard: null,
  patchRunState: null,
  startExecution: null,
  heartbeat: null,
  appendDraft: null,
  dropDraft: null,
  requestApproval: null,
  startTool: null,
  takeSteered: null,
  proposeSetting: null,
  reserve: null,
  settle: null,
  release: null,
  recordUsage: null,
  endExecution: null,
};

/** Counts calls in sliding windows, exactly, where `rateLimits` counts. */
export interface CallCounter {
  /**
   * Of a visitor's session, or of who the host knows as a visitor or member; agents, observers and operators are the host's own.
   * @param requestId a retry with the same counts once
   * @throws AgentChatError `RateLimited` with `details.retryAfterMs`
   */
  ofPerson(identity: Identity, kind: CallKind, requestId?: string): Promise<void>;
  /** Of whoever `who` names. @throws AgentChatError `RateLimited` */
  of(tenant: string, who: string, kind: CallKind): Promise<void>;
}

export function createCallCounter(rateLimits: RateLimits, given?: CallLimits): CallCounter {
  const limits = withDefaults<Readonly<Record<CallKind, CallLimit | null>>>(DEFAULT_CALL_LIMITS, given);

  const take = async (tenant: string, who: string, kind: CallKind, id?: string): Promise<void> => {
    const limit = limits[kind];
    if (limit === null) return;
    const { calls, windowSeconds } = limit;
    const result = await rateLimits.take({
      tenant,
      key: `${kind}:${who}`,
      limit: calls,
      windowMs: windowSeconds * 1_000,
      ...(id !== undefined && { id }),
    });
    if (result.allowed) return;
    throw new AgentChatError('RateLimited', `Too often: at most ${calls} times in ${windowSeconds} s.`, {
      details: { kind, limit: calls, windowSeconds, retryAfterMs: result.retryAfterMs },
    });
  };

  return {
    of: take,
    async ofPerson(identity, kind, requestId) {
      const who = personOf(identity);
      if (who === null) return;
      await take(
        identity.caller.tenant,
        who,
        kind,
        requestId === undefined ? undefined : textHash(requestId),
      );
    },
  };
}
