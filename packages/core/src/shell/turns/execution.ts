import {
  AgentChatError,
  type ConversationEvent,
  inactiveTurns,
  isVisible,
  type Outcome,
  type Part,
} from '@agent-chat/protocol';
import { hasAsked } from '../../policy/guidance.js';
import type { Decide } from '../../decide/decision.js';
import { decideExecutionMessage, decideExecutionTrace, requireExecution } from '../../decide/execution.js';
import type { ReadPolicy } from '../../decide/guard-call.js';
import { guardedParts } from '../../decide/guard-cards.js';
import type { OrchestratorAttachments } from '../../attachments/attachments.js';
import type { AgentRunner, RunnerControl, RunnerOutput, RunnerTurn } from '../../ports/agent-runner.js';
import type { Ids, Logger } from '../../ports/environment.js';
import type { Conversation } from '../conversation/conversation.js';
import { readLog } from '../conversation/read-log.js';
import { MessageDraft } from './message-draft.js';
import { isPolicyViolation, takeOutputs } from './runner-outputs.js';
import { createTurnFiles } from './turn-files.js';
import { unfinishedOutcome } from './unfinished-outcome.js';

/** Why an execution must let go of its turn at once. */
export type EndReason = 'stopped' | 'lost' | 'shutdown';

export interface ExecutionContext {
  readonly conversation: Conversation;
  readonly runner: AgentRunner;
  readonly turn: RunnerTurn;
  readonly fence: number;
  readonly control: RunnerControl;
  readonly readPolicy: ReadPolicy;
  readonly attachments: OrchestratorAttachments | null;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Aborts with an `EndReason` as its reason. */
  readonly signal: AbortSignal;
  /** Aborts when the log asks for a graceful stop. */
  readonly graceful: AbortSignal;
}

/**
 * Drives a runner through its turn: each output is made durable, or visible where it is a draft,
 * before the next one is asked for. Whatever the runner does, the turn is closed when this
 * resolves, unless the lease was lost or the node shuts down.
 */
export async function runExecution(context: ExecutionContext): Promise<void> {
  const execution = new Execution(context);
  let failure: AgentChatError | null = null;
  try {
    await execution.run();
  } catch (error) {
    if (isStale(error)) return;
    failure = AgentChatError.from(error);
    context.logger.log('error', 'An agent failed in its turn.', {
      conversationId: context.turn.conversationId,
      turn: context.turn.turn,
      code: failure.code,
      cause: failure.cause instanceof Error ? failure.cause.message : failure.message,
    });
  }
  if (execution.closed) return;
  // It asked a person: the turn stays open, and the lease is given back. Whoever has answered before it
  // returned has made the turn runnable again.
  if (failure === null && !context.signal.aborted && hasAsked(context.conversation.control)) return;
  const reason = context.signal.reason as EndReason | undefined;
  if (context.signal.aborted && reason !== 'stopped') return;
  const outcome = unfinishedOutcome(context.signal.aborted ? 'stopped' : failure);
  try {
    await execution.close(outcome);
  } catch (error) {
    if (!isStale(error)) throw error;
  }
}

function isStale(error: unknown): boolean {
  return AgentChatError.isInstance(error) && error.code === 'StaleFence';
}

class Execution {
  closed = false;
  /** The store failed while a message was being logged. */
  #isUnconfirmed = false;
  readonly #context: ExecutionContext;
  #message: MessageDraft;

  constructor(context: ExecutionContext) {
    this.#context = context;
    this.#message = this.#newMessage();
  }

  async run(): Promise<void> {
    const { conversation, runner, turn, signal, graceful, control, attachments, logger } = this.#context;
    const events = await this.#promptEvents();
    const files =
      attachments &&
      createTurnFiles({
        attachments,
        tenant: conversation.tenant,
        conversationId: turn.conversationId,
        visibleEvents: () => this.#promptEvents(),
      });
    const input = { turn, events, stop: { graceful }, signal, control, ...(files && { files }) };
    const onLateFault = (error: unknown): void =>
      logger.log('warn', 'An agent failed after its turn.', { cause: String(error) });
    const take = async (output: RunnerOutput): Promise<boolean> => {
      await this.#take(output);
      return this.closed;
    };
    await takeOutputs(runner, input, take, onLateFault);
  }

  /**
   * Ends the turn with what was written so far. Its id is a new one: an append that the store
   * could not confirm may have logged the drafted one.
   */
  async close(outcome: Outcome): Promise<void> {
    const parts = this.#message.partsSoFar();
    if (this.#isUnconfirmed) this.#message = this.#newMessage();
    await this.#log(parts, 'turn', outcome);
  }

  /** The active path of the log as the agent may see it, without what lost attempts left behind. */
  async #promptEvents(): Promise<ConversationEvent[]> {
    const { conversation, turn } = this.#context;
    const viewer = { participantId: turn.agentId, operator: false };
    const inactive = inactiveTurns(conversation.state);
    const events: ConversationEvent[] = [];
    for await (const { event } of readLog(conversation)) {
      if (!inactive.has(event.turn) && isVisible(event, viewer)) events.push(event);
    }
    return events;
  }

  async #take(output: RunnerOutput): Promise<void> {
    const { conversation } = this.#context;
    switch (output.type) {
      case 'draft':
        this.#draft(output.kind, output.append);
        return;
      case 'draft_tool_input': {
        const { toolCallId, toolName, append } = output;
        conversation.live.drafts.append(
          {
            ...this.#draftHead(),
            kind: 'tool_input',
            toolCallId,
            toolName,
          },
          append,
        );
        conversation.changed();
        return;
      }
      case 'progress': {
        const { turn, agentId } = this.#context.turn;
        conversation.live.progress = { turn, author: agentId, status: output.status };
        conversation.changed();
        return;
      }
      case 'message': {
        const outcome =
          output.outcome ?? (output.finality === 'none' ? undefined : { status: 'complete' as const });
        await this.#log(this.#message.finish(output.parts), output.finality, outcome);
        return;
      }
      case 'tool_call':
      case 'tool_result':
      case 'step':
      case 'usage': {
        const { type, ...payload } = output;
        await this.#trace({ type, payload } as Parameters<typeof decideExecutionTrace>[2]);
        return;
      }
    }
  }

  #draft(kind: 'text' | 'reasoning', text: string): void {
    const { conversation } = this.#context;
    const partId = this.#message.append(kind, text);
    const { messageId } = this.#message;
    conversation.live.drafts.append({ ...this.#draftHead(), kind, messageId, partId }, text);
    conversation.live.progress = null;
    conversation.changed();
  }

  #draftHead(): { turn: number; attempt: number; fence: number; author: string; audience: 'everyone' } {
    const { turn, fence } = this.#context;
    const { attempt, agentId } = turn;
    return { turn: turn.turn, attempt, fence, author: agentId, audience: 'everyone' };
  }

  async #log(
    parts: readonly Part[],
    finality: 'none' | 'turn' | 'conversation',
    outcome: Outcome | undefined,
  ): Promise<void> {
    const { conversation, turn, fence, readPolicy } = this.#context;
    const { messageId } = this.#message;
    const message = { messageId, finality, ...(outcome === undefined ? {} : { outcome }) };
    const decide: Decide<{ seq: number }> = ({ control }) => {
      const { owner } = requireExecution(control, turn.executionId);
      const guarded = { ...message, parts: guardedParts(control, owner, parts, readPolicy) };
      return decideExecutionMessage(control, turn.executionId, guarded);
    };
    this.#isUnconfirmed = true;
    try {
      await conversation.commit(decide, { fence });
    } catch (error) {
      this.#isUnconfirmed = !isPolicyViolation(error);
      throw error;
    }
    this.#isUnconfirmed = false;
    this.closed = finality !== 'none';
    this.#message = this.#newMessage();
  }

  async #trace(trace: Parameters<typeof decideExecutionTrace>[2]): Promise<void> {
    const { conversation, turn, fence } = this.#context;
    await conversation.commit(({ control }) => decideExecutionTrace(control, turn.executionId, trace), {
      fence,
    });
  }

  #newMessage(): MessageDraft {
    return new MessageDraft(this.#context.ids.next('message'));
  }
}
