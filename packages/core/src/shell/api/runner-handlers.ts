import { AgentChatError, type MethodParams, type MethodResult, type OpenTurn } from '@agent-chat/protocol';
import { type PresentedExecution, requirePresented } from '../../decide/execution-claim.js';
import { decideStartExecution, requireStartable } from '../../decide/start-execution.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ApiCall, HandlersOf } from './api-context.js';

/** A dead turn is settled, then the next one started: what a runner left needs no more rounds. */
const MAX_ROUNDS = 4;

/** How a runner lives elsewhere: the lease of its turn, and what it is writing. */
export function runnerHandlers(
  call: ApiCall,
): HandlersOf<'startExecution' | 'heartbeat' | 'appendDraft' | 'dropDraft' | 'endExecution'> {
  const { context } = call;
  const { executions } = context;
  const inConversation = <R>(
    params: { readonly conversationId: string },
    work: (conversation: Conversation) => Promise<R>,
  ): Promise<R> => call.use(call.open(params.conversationId), work);

  return {
    startExecution(params) {
      const by = call.actor();
      if (!by.operator && by.participantId !== params.agentId) {
        throw new AgentChatError('Forbidden', 'An agent runs only its own turns.');
      }
      return inConversation(params, async (conversation) => {
        // Whoever may not start takes no lease: nobody else is kept waiting for it.
        await conversation.refresh();
        const known = await startedBefore(conversation, params);
        if (known !== null) return known;
        requireStartable(conversation.control, params, context.schedulingPolicy);
        const executionId = params.executionId ?? context.ids.next('execution');
        const lease = await executions.acquire(conversation, executionId);
        try {
          const started = await startUnder(conversation, params, executionId, lease.fence);
          executions.started(conversation, executionId);
          const { tenant } = conversation;
          return { tenant, executionId, ...started, fence: lease.fence, leaseMs: executions.leaseMs };
        } catch (error) {
          await executions.release(conversation, { executionId, fence: lease.fence });
          throw error;
        }
      });
    },

    heartbeat: (params) =>
      inConversation(params, async (conversation) => {
        await conversation.refresh();
        requirePresented(conversation.control, params, call.actor());
        const stop = conversation.control.openTurn?.stop ?? null;
        // Stopped at once means soon: what is left of the lease is the time to log what was written.
        if (stop === 'hard') return { leaseMs: 0, stop };
        await executions.renew(conversation, params);
        if (params.status !== undefined) showStatus(conversation, params, params.status);
        return { leaseMs: executions.leaseMs, stop };
      }),

    appendDraft: (params) =>
      inConversation(params, async (conversation) => {
        requireTarget(params);
        requirePresented(conversation.control, params, call.actor());
        // Nobody waits for more of it, and nothing but its end keeps the lease of a stopped turn.
        if (isStoppedAtOnce(conversation)) return { length: params.offset + params.text.length };
        await executions.require(conversation, params);
        const { offset, text } = params;
        const head = draftHead(conversation, params);
        // What came before may have gone to another node.
        if (!conversation.live.drafts.reaches(head, offset)) await context.drafts?.pull(conversation);
        // It may have been closed or taken over in the meantime.
        const { state } = conversation;
        requirePresented(state.control, params, call.actor());
        const isLogged = state.timeline.places.has(params.toolCallId ?? (params.messageId as string));
        if (isLogged) return { length: offset + text.length };
        const length = conversation.live.drafts.appendAt(head, offset, text);
        conversation.live.progress = null;
        conversation.changed();
        return { length };
      }),

    dropDraft: (params) =>
      inConversation(params, async (conversation) => {
        const { messageId, toolCallId } = params;
        const target = messageId ?? toolCallId;
        if (target === undefined || (messageId !== undefined && toolCallId !== undefined)) {
          throw new AgentChatError('InvalidRequest', 'Name a message or a tool call.');
        }
        requirePresented(conversation.control, params, call.actor());
        if (!isStoppedAtOnce(conversation)) await executions.require(conversation, params);
        await context.drafts?.pull(conversation);
        if (conversation.live.drafts.drop(target)) conversation.changed();
        return {};
      }),

    endExecution: (params) =>
      inConversation(params, async (conversation) => {
        await conversation.refresh();
        requirePresented(conversation.control, params, call.actor());
        await executions.renew(conversation, params);
        conversation.live.progress = null;
        await executions.release(conversation, params);
        return { seq: conversation.control.seq };
      }),
  };

  /** The execution that a first call has started, whose answer was lost. */
  async function startedBefore(
    conversation: Conversation,
    { executionId, agentId }: MethodParams<'startExecution'>,
  ): Promise<MethodResult<'startExecution'> | null> {
    const { openTurn } = conversation.control;
    const held = openTurn?.execution;
    if (executionId === undefined || held?.executionId !== executionId || held.agentId !== agentId)
      return null;
    // What is left of its lease is all that it has.
    if (isStoppedAtOnce(conversation)) return null;
    const { turn } = openTurn as OpenTurn;
    const { attempt, fence } = held;
    if (!(await executions.isRenewed(conversation, { executionId, fence }))) return null;
    return { tenant: conversation.tenant, executionId, turn, attempt, fence, leaseMs: executions.leaseMs };
  }

  async function startUnder(
    conversation: Conversation,
    params: MethodParams<'startExecution'>,
    executionId: string,
    fence: number,
  ): Promise<{ readonly turn: number; readonly attempt: number }> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const take = { executionId, fence, newMessageId: context.ids.next('message') };
      // The precondition is on the log as the runner saw it: what is settled here came after.
      const start = round === 0 ? params : { agentId: params.agentId };
      const taken = await conversation.commit(
        ({ control }) => decideStartExecution(control, start, take, context.schedulingPolicy),
        { fence },
      );
      if (taken.type === 'started') return { turn: taken.turn, attempt: taken.attempt };
    }
    throw new AgentChatError('NotDue', 'This agent is not due.');
  }
}

function isStoppedAtOnce({ control }: Conversation): boolean {
  return control.openTurn?.stop === 'hard';
}

/** It may have been closed or taken over while its lease was renewed. */
function showStatus(conversation: Conversation, by: PresentedExecution, status: string): void {
  const { openTurn } = conversation.control;
  if (openTurn?.execution?.executionId !== by.executionId) return;
  conversation.live.progress = { turn: openTurn.turn, author: openTurn.owner, status };
  conversation.changed();
}

type DraftParams = MethodParams<'appendDraft'>;

/** @throws AgentChatError `InvalidRequest` */
function requireTarget({ kind, messageId, partId, toolCallId }: DraftParams): void {
  const isOfTool = toolCallId !== undefined && messageId === undefined && partId === undefined;
  const isOfMessage = toolCallId === undefined && messageId !== undefined && partId !== undefined;
  if (kind === 'tool_input' ? isOfTool : isOfMessage) return;
  const wanted = kind === 'tool_input' ? 'a toolCallId' : 'a messageId and a partId';
  throw new AgentChatError('InvalidRequest', `A draft of kind "${kind}" needs ${wanted}, and no more.`);
}

function draftHead(
  { control }: Conversation,
  { kind, messageId, partId, toolCallId, toolName, fence }: DraftParams,
): Parameters<Conversation['live']['drafts']['appendAt']>[0] {
  const { turn = 0, owner = '', execution } = control.openTurn ?? {};
  return {
    turn,
    attempt: execution?.attempt ?? 1,
    fence,
    author: owner,
    audience: 'everyone',
    kind,
    ...(messageId !== undefined && { messageId }),
    ...(partId !== undefined && { partId }),
    ...(toolCallId !== undefined && { toolCallId }),
    ...(toolName !== undefined && { toolName }),
  };
}
