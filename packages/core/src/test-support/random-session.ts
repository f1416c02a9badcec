import {
  AgentChatError,
  type Caller,
  type ConversationState,
  emptyState,
  foldEvents,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import fc from 'fast-check';
import { createMemoryStore } from '../memory/memory-store.js';
import type { EventStore } from '../ports/event-store.js';
import { createOrchestrator, type Orchestrator } from '../shell/orchestrator.js';
import { createManualClock } from '../testing/manual-clock.js';

/** What somebody does; the numbers pick among what is there at that moment. */
export interface Deed {
  readonly op: (typeof OPS)[number];
  readonly a: number;
  readonly b: number;
}

const OPS = [
  'say',
  'say',
  'say',
  'answer',
  'answer',
  'answer',
  'answer',
  'step',
  'step',
  'card',
  'card',
  'edit',
  'tool',
  'tool',
  'tool',
  'ask',
  'reply',
  'reply',
  'rate',
  'rate',
  'patch',
  'patch',
  'press',
  'settle',
  'regenerate',
  'select',
  'note',
  'handOff',
  'clear',
  'start',
  'start',
  'startTool',
  'startTool',
  'resolve',
  'resolve',
  'run',
  'runState',
  'runState',
  'pause',
  'resume',
  'stop',
  'editQueued',
  'cancel',
] as const;

/** Longest first to shrink: an array of deeds. */
export const deeds = (maxLength: number): fc.Arbitrary<Deed[]> =>
  fc.array(fc.record({ op: fc.constantFrom(...OPS), a: fc.nat(20), b: fc.nat(20) }), {
    maxLength,
    size: 'max',
  });

const CONVERSATION = { conversationId: 'c1' };
const caller = (kind: 'member' | 'agent' | 'operator', participantId: string): Caller => ({
  kind,
  tenant: 'default',
  participantId,
});

/** Each text is there once, so that it can be looked for. */
export const SECRET = /secret-\d+/g;

export interface Session {
  readonly orchestrator: Orchestrator;
  readonly operator: ConversationApi;
  /** Does one thing, or finds that it may not be done now. */
  act(deed: Deed): Promise<void>;
  state(): Promise<ConversationState>;
}

/** A conversation of two people and an agent that runs elsewhere, over the real contract. */
export async function startSession(store: EventStore): Promise<Session> {
  const clock = createManualClock();
  const orchestrator = createOrchestrator({
    store: { ...createMemoryStore({ clock }), events: store },
    clock,
  });
  const [ada, bob, bot, operator] = [
    orchestrator.as(caller('member', 'ada')),
    orchestrator.as(caller('member', 'bob')),
    orchestrator.as(caller('agent', 'bot')),
    orchestrator.as(caller('operator', 'op')),
  ] as const;
  await operator.call('createConversation', {
    clientRequestId: 'create',
    ...CONVERSATION,
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bob', kind: 'user', displayName: 'Bob' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  let requests = 0;
  let fence: { executionId: string; fence: number } | null = null;

  async function state(): Promise<ConversationState> {
    const { events } = await operator.call('getEvents', { ...CONVERSATION, limit: 1_000 });
    return foldEvents(emptyState('c1'), events);
  }

  async function take({ op, a, b }: Deed): Promise<unknown> {
    clock.advance(1);
    requests += 1;
    const command = { ...CONVERSATION, clientRequestId: `r${requests}` };
    const secret = `secret-${requests}`;
    const text = { type: 'text' as const, partId: 'p1', text: a % 5 === 0 ? `${secret} @bob @bot` : secret };
    const person = a % 3 === 0 ? bob : ada;
    const { control, timeline } = await state();
    const messages = [...timeline.entries].filter((entry) => entry.kind === 'message');
    const pick = messages[b % Math.max(1, messages.length)];
    const messageId = pick?.message.messageId ?? 'none';
    const card = messages.filter((entry) => entry.message.parts.some((part) => part.type === 'card'));
    const withCard = card[b % Math.max(1, card.length)];
    const held = control.openTurn?.execution?.executionId === fence?.executionId ? fence : null;
    const under = held && control.openTurn !== null ? held : {};
    const call = control.openTurn?.toolCalls.at(-1);
    const runId = control.runs[b % Math.max(1, control.runs.length)]?.runId ?? null;
    switch (op) {
      case 'say':
        return person.call('sendMessage', { ...command, parts: [text] });
      case 'edit':
        return person.call('sendMessage', {
          ...command,
          parts: [text],
          parentId: pick?.message.parentId ?? null,
        });
      case 'answer':
        return bot.call('sendMessage', { ...command, ...under, parts: [text] });
      case 'step':
        return bot.call('sendMessage', { ...command, ...under, parts: [text], finality: 'none' });
      case 'card': {
        const actions = [{ actionId: 'go', label: secret }];
        const body = { type: 'table', version: 1, data: { rows: [secret] }, actions };
        return bot.call('sendMessage', {
          ...command,
          ...under,
          parts: [text, { type: 'card', partId: 'p2', card: body }],
          finality: a % 2 === 0 ? 'turn' : 'none',
        });
      }
      case 'tool': {
        const toolCallId = call === undefined || call.status === 'answered' ? `t${a % 4}` : call.toolCallId;
        const trace = (type: 'tool_call' | 'tool_started' | 'tool_result', payload: object) =>
          bot.call('sendTrace', { ...command, ...under, type, payload: { toolCallId, ...payload } });
        if (toolCallId !== call?.toolCallId) return trace('tool_call', { name: 'look', args: { secret } });
        if (call.status === 'called' && b % 2 === 0)
          return trace('tool_started', { argsHash: 'h', attempt: 1 });
        return trace('tool_result', { output: secret });
      }
      case 'ask':
        return bot.call('sendTrace', {
          ...command,
          ...under,
          type: 'query',
          payload: { queryId: `q${a % 3}`, text: secret },
        });
      case 'reply': {
        const queryId = control.openTurn?.queries[0]?.queryId ?? 'none';
        return person.call('sendTrace', { ...command, type: 'answer', payload: { queryId, text: secret } });
      }
      case 'rate':
        return person.call('giveFeedback', {
          ...command,
          messageId,
          rating: ([null, 'up', 'down'] as const)[a % 3] ?? null,
          comment: secret,
        });
      case 'patch':
        return operator.call('patchCard', {
          ...command,
          messageId: withCard?.message.messageId ?? 'none',
          partId: 'p2',
          rev: (withCard?.cardRevs?.['p2'] ?? 0) + 1,
          patch: [{ op: 'add', path: '/data/rows/-', value: secret }],
        });
      case 'press':
        return person.call('invokeAction', {
          ...command,
          messageId: (a % 2 === 0 ? withCard : pick)?.message.messageId ?? 'none',
          ...(a % 2 === 0 ? { partId: 'p2', actionId: 'go' } : { actionId: 'explain' }),
          payload: { secret },
        });
      case 'settle':
        return operator.call('settleAction', {
          ...command,
          actionSeq: control.actions[b % Math.max(1, control.actions.length)]?.seq ?? 1,
          outcome: 'done',
          message: secret,
        });
      case 'regenerate':
        return person.call('regenerate', { ...command, messageId });
      case 'select':
        return person.call('selectBranch', { ...command, tipMessageId: messageId });
      case 'note':
        return operator.call('addNote', {
          ...command,
          text: 'a note',
          audience: (['everyone', 'operators', ['ada']] as const)[a % 3] as 'everyone',
        });
      case 'handOff':
        return person.call('handOff', { ...command, to: 'bot' });
      case 'clear':
        return operator.call('clearTurn', {
          ...command,
          turn: control.openTurn?.turn ?? 1,
          agentId: control.openTurn?.owner ?? 'bot',
        });
      case 'start':
        fence = await bot.call('startExecution', { ...CONVERSATION, agentId: 'bot' });
        fence = { executionId: fence.executionId, fence: fence.fence };
        return;
      case 'startTool':
        return bot.call('startTool', {
          ...command,
          executionId: fence?.executionId ?? 'none',
          fence: fence?.fence ?? 0,
          toolCallId: call?.toolCallId ?? 'none',
          tool: { needsApproval: a % 2 === 0 },
        });
      case 'resolve': {
        const { approvalId = 'none', argsHash = '' } = control.approvals[0] ?? {};
        const decision = a % 2 === 0 ? 'approve' : 'deny';
        return operator.call('resolveApproval', {
          ...command,
          approvalId,
          argsHash,
          decision,
          comment: secret,
        });
      }
      case 'run':
        return operator.call('changeRun', {
          ...command,
          ...(a % 2 === 0 || runId === null ? {} : { runId, status: a % 3 === 0 ? 'running' : 'completed' }),
          title: secret,
        });
      case 'runState':
        return operator.call('patchRunState', {
          ...command,
          runId: runId ?? 'none',
          patch: [{ op: 'add', path: `/${'abc'[a % 3]}`, value: { secret } }],
        });
      case 'pause':
        return operator.call('pause', { ...command, ...(a % 2 === 0 || runId === null ? {} : { runId }) });
      case 'resume':
        return operator.call('resume', { ...command, ...(a % 2 === 0 || runId === null ? {} : { runId }) });
      case 'stop':
        return person.call('stop', { ...command, turn: control.openTurn?.turn ?? 1, mode: 'hard' });
      case 'editQueued':
        return operator.call('editQueued', {
          ...command,
          messageId: control.queue[b % Math.max(1, control.queue.length)]?.messageId ?? 'none',
          parts: [text],
        });
      case 'cancel':
        return operator.call('cancelQueued', {
          ...command,
          messageId: control.queue[b % Math.max(1, control.queue.length)]?.messageId ?? 'none',
        });
    }
  }

  return {
    orchestrator,
    operator,
    state,
    async act(deed) {
      try {
        await take(deed);
      } catch (error) {
        // At a random moment most of it is forbidden; nothing of it may fail otherwise.
        if (!AgentChatError.isInstance(error) || error.code === 'Internal') throw error;
      }
    },
  };
}
