import {
  AgentChatError,
  type ControlState,
  type MethodParams,
  type MethodResult,
  type Part,
} from '@agent-chat/protocol';
import { seqAt } from '../../decide/decision.js';
import {
  decideExecutionMessage,
  decideExecutionTrace,
  type ExecutionMessage,
  requireExecution,
} from '../../decide/execution.js';
import { type PresentedExecution, requirePresented } from '../../decide/execution-claim.js';
import { guardedParts } from '../../decide/guard-cards.js';
import { requireSize } from '../../decide/payload-size.js';
import { requireNewPlace } from '../../decide/send-trace.js';
import { sentTrace } from '../../decide/sent-trace.js';
import { clearTurnEvents } from '../../decide/stop.js';
import type { ApiCall } from './api-context.js';
import { requirePartIds } from './message-content.js';

/**
 * The execution that a write is made under; `null` when it is made under none.
 * @throws AgentChatError `InvalidRequest` for half of it
 */
export function executionOf(params: {
  readonly executionId?: string | undefined;
  readonly fence?: number | undefined;
}): PresentedExecution | null {
  const { executionId, fence } = params;
  if (executionId === undefined && fence === undefined) return null;
  if (executionId === undefined || fence === undefined) {
    throw new AgentChatError('InvalidRequest', 'Give executionId and fence, or neither.');
  }
  return { executionId, fence };
}

/** What a whole message of a runner's has no use for: it writes into a turn that is open. */
const FOREIGN = ['lastClosedSeq', 'delivery', 'parentId', 'replyTo', 'runId', 'options'] as const;

/** `sendMessage` by a runner that lives elsewhere. A message that closes the turn ends the execution. */
export async function sendExecutionMessage(
  call: ApiCall,
  params: MethodParams<'sendMessage'>,
  execution: PresentedExecution,
): Promise<MethodResult<'sendMessage'>> {
  const { context } = call;
  const foreign = FOREIGN.find((name) => params[name] !== undefined);
  if (foreign !== undefined) {
    throw new AgentChatError('InvalidRequest', `A message under an execution has no "${foreign}".`, {
      details: { path: foreign },
    });
  }
  requireSize(params.parts, context.maxMessageBytes);
  requirePartIds(params.parts);
  const { parts, finality = 'turn' } = params;
  const outcome = params.outcome ?? (finality === 'none' ? undefined : { status: 'complete' as const });
  const messageId = params.messageId ?? context.ids.next('message');
  const message: Omit<ExecutionMessage, 'parts'> = { messageId, finality, ...(outcome && { outcome }) };
  const write = (): Promise<MethodResult<'sendMessage'>> =>
    call.command(
      'sendMessage',
      params,
      ({ control, timeline }, by) => {
        requirePresented(control, execution, by);
        const isWaiting = control.queue.some((queued) => queued.messageId === messageId);
        if (isWaiting || timeline.places.has(messageId)) {
          throw new AgentChatError('InvalidMessage', 'There is a message of this id.', {
            details: { messageId },
          });
        }
        const { executionId } = execution;
        const { owner } = requireExecution(control, executionId);
        const guarded = { ...message, parts: guardedAs(call, control, owner, parts) };
        const { events, result } = decideExecutionMessage(control, executionId, guarded);
        return { events, result: { seq: result.seq, messageId, queued: false } };
      },
      { fence: execution.fence },
    );
  return finality === 'none' ? write() : endingWith(call, params.conversationId, execution, write);
}

/**
 * Parts as the guard policy lets this author log them.
 * @throws AgentChatError `PolicyViolation`, `PayloadTooLarge` for rows with too much said of them
 */
export function guardedAs(
  { context }: ApiCall,
  control: ControlState,
  author: string,
  parts: readonly Part[],
): Part[] {
  const guarded = guardedParts(control, author, parts, context.guard.readPolicy);
  if (guarded !== parts) requireSize(guarded, context.maxMessageBytes);
  return [...guarded];
}

/** `sendTrace` by a runner that lives elsewhere. A call starts by `startTool`, which asks the guard. */
export async function sendExecutionTrace(
  call: ApiCall,
  params: MethodParams<'sendTrace'>,
  execution: PresentedExecution,
): Promise<MethodResult<'sendTrace'>> {
  if (params.lastClosedSeq !== undefined) {
    throw new AgentChatError('InvalidRequest', 'A trace under an execution opens no turn.', {
      details: { path: 'lastClosedSeq' },
    });
  }
  requireSize(params.payload, call.context.maxMessageBytes);
  const trace = sentTrace(params);
  if (trace.type === 'tool_started' || trace.type === 'answer') {
    throw new AgentChatError('InvalidMessage', `A runner does not log ${trace.type} as a trace.`);
  }
  return call.command(
    'sendTrace',
    params,
    (state, by) => {
      const { control } = state;
      requirePresented(control, execution, by);
      requireNewPlace(state, trace);
      return decideExecutionTrace(control, execution.executionId, trace, params.audience);
    },
    { fence: execution.fence },
  );
}

/** `clearTurn` by a runner that lives elsewhere: the turn is to be written again from its start. */
export async function clearExecutionTurn(
  call: ApiCall,
  params: MethodParams<'clearTurn'>,
  execution: PresentedExecution,
): Promise<MethodResult<'clearTurn'>> {
  // The lease went with the turn: that it is closed is acknowledged all the same.
  const isClosed = await call.use(
    call.open(params.conversationId),
    ({ control }) => params.turn <= control.lastTurn,
  );
  return endingWith(call, params.conversationId, execution, () =>
    call.command(
      'clearTurn',
      params,
      ({ control }, by) => {
        if (params.turn <= control.lastTurn) {
          // What holds another turn is let go of by its own runner alone.
          const isHeld = control.openTurn?.execution?.executionId === execution.executionId;
          if (isHeld) requirePresented(control, execution, by);
          return { events: [], result: { seq: control.seq, lastClosedSeq: control.lastClosedSeq } };
        }
        requirePresented(control, execution, by);
        if (control.openTurn?.turn !== params.turn) {
          throw new AgentChatError('TurnOpen', 'This execution holds another turn.', {
            details: { turn: control.openTurn?.turn ?? null },
          });
        }
        const events = clearTurnEvents(control, params.turn, 'restart');
        const seq = seqAt(
          control,
          events.findIndex((event) => event.type === 'turn_cleared'),
        );
        return { events, result: { seq, lastClosedSeq: seq } };
      },
      isClosed ? {} : { fence: execution.fence },
    ),
  );
}

/** Whatever is written ends the execution: its lease is given back when it is logged. */
async function endingWith<R>(
  call: ApiCall,
  conversationId: string,
  execution: PresentedExecution,
  write: () => Promise<R>,
): Promise<R> {
  const result = await write();
  await call.use(call.open(conversationId), (conversation) =>
    call.context.executions.release(conversation, execution),
  );
  return result;
}
