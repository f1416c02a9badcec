import {
  AgentChatError,
  type Audience,
  type ControlState,
  type EventDraft,
  type Finality,
  type OpenTurn,
  type Outcome,
  type Part,
} from '@agent-chat/protocol';
import { closeTurn } from './close-turn.js';
import { type Decision, ofRun, seqAt } from './decision.js';
import type { TraceDraft } from './sent-trace.js';
import { audienceOfTrace } from './trace-audience.js';

/** The turn that an execution holds. @throws AgentChatError `StaleFence` when it does not any more. */
export function requireExecution(control: ControlState, executionId: string): OpenTurn {
  if (control.openTurn?.execution?.executionId !== executionId) throw staleFence();
  return control.openTurn;
}

export function staleFence(): AgentChatError {
  return new AgentChatError('StaleFence', 'This execution does not hold the turn any more.');
}

export interface ExecutionMessage {
  readonly messageId: string;
  readonly parts: readonly Part[];
  readonly finality: Finality;
  readonly outcome?: Outcome;
}

/** A message by the holder of the turn's execution. */
export function decideExecutionMessage(
  control: ControlState,
  executionId: string,
  message: ExecutionMessage,
): Decision<{ seq: number }> {
  const { turn, owner } = requireExecution(control, executionId);
  const { messageId, parts, finality, outcome } = message;
  const logged: EventDraft = {
    turn,
    author: owner,
    finality,
    audience: 'everyone',
    type: 'message',
    executionId,
    ...ofRun(control),
    payload: {
      messageId,
      parentId: control.tipMessageId,
      role: 'assistant',
      parts: [...parts],
      ...(outcome === undefined ? {} : { outcome }),
    },
  };
  const close = {
    turn,
    ends: finality === 'conversation',
    parentId: messageId,
    settles: outcome?.status === 'failed' ? ('failed' as const) : ('done' as const),
  };
  const events = finality === 'none' ? [logged] : closeTurn(control, logged, close);
  return { events, result: { seq: seqAt(control, events.indexOf(logged)) } };
}

/** A trace that an execution may log as it is: a start goes through `decideStartTool`. */
export type ExecutionTrace = Exclude<TraceDraft, { type: 'tool_started' }>;

/** A trace by the holder of the turn's execution. Costs are for operators. */
export function decideExecutionTrace(
  control: ControlState,
  executionId: string,
  trace: ExecutionTrace,
  audience?: Audience,
): Decision<{ seq: number }> {
  const openTurn = requireExecution(control, executionId);
  requireToolOrder(openTurn, trace);
  return {
    events: [
      {
        turn: openTurn.turn,
        author: openTurn.owner,
        finality: 'none',
        audience: audienceOfTrace(control, trace, audience),
        executionId,
        ...ofRun(control),
        ...trace,
      },
    ],
    result: { seq: seqAt(control, 0) },
  };
}

/** What is open stays small, whatever an agent does: every viewer is sent it. */
const MAX_TOOL_CALLS = 4_096;
const MAX_QUERIES = 64;
const MAX_NAME = 1_024;

/**
 * A call is logged before anything is said of it, and answered once. It may be answered without a
 * start: arguments that do not fit are an answer too.
 */
export function requireToolOrder(openTurn: OpenTurn, trace: TraceDraft): void {
  requireRoom(openTurn, trace);
  if (trace.type !== 'tool_call' && trace.type !== 'tool_started' && trace.type !== 'tool_result') return;
  const { toolCallId } = trace.payload;
  const status = openTurn.toolCalls.find((call) => call.toolCallId === toolCallId)?.status;
  const fits =
    trace.type === 'tool_call' ? status === undefined : status === 'called' || status === 'started';
  if (!fits) {
    throw new AgentChatError('InvalidMessage', `${trace.type} does not follow from the log.`, {
      details: { toolCallId, status: status ?? null },
    });
  }
}

function requireRoom({ toolCalls, queries }: OpenTurn, trace: TraceDraft): void {
  if (trace.type === 'query' && queries.length >= MAX_QUERIES) {
    throw new AgentChatError('InvalidMessage', `A turn waits for at most ${MAX_QUERIES} answers.`);
  }
  if (trace.type !== 'tool_call') return;
  if (toolCalls.length >= MAX_TOOL_CALLS) {
    throw new AgentChatError('InvalidMessage', `A turn has at most ${MAX_TOOL_CALLS} tool calls.`);
  }
  const { name, toolVersion = '' } = trace.payload;
  if (Math.max(name.length, toolVersion.length) <= MAX_NAME) return;
  throw new AgentChatError('InvalidMessage', `Names of tools have at most ${MAX_NAME} characters.`);
}
