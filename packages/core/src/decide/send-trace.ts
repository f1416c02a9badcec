import {
  AgentChatError,
  type ControlState,
  type ConversationState,
  isVisible,
  type MethodParams,
  type OpenTurn,
  type TraceType,
} from '@agent-chat/protocol';
import { isOnRoster, isUser } from '../policy/participant-kind.js';
import { type Decision, logs, requireNotEnded, requireParticipant } from './decision.js';
import { requireToolOrder } from './execution.js';
import { requireHead } from './send-message.js';
import { sentTrace, type TraceDraft } from './sent-trace.js';
import { audienceOfTrace } from './trace-audience.js';

/** These follow from something in an open turn, and never open one. */
const FOLLOWING: ReadonlySet<TraceType> = new Set(['tool_started', 'tool_result', 'answer']);

/**
 * A trace by anyone who does not hold an execution: an agent that runs elsewhere and writes by
 * commands, or a person who answers a question. It may open a turn.
 */
export function decideSendTrace(
  state: ConversationState,
  author: string,
  params: MethodParams<'sendTrace'>,
): Decision<{ seq: number }> {
  const { control } = state;
  requireParticipant(control, author);
  requireNotEnded(control);
  const trace = sentTrace(params);
  if (trace.type === 'tool_started' && trace.payload.approvalId !== undefined) {
    throw unfit('Only an execution uses up an approval.');
  }
  requireHead(control, params.lastClosedSeq);
  const { openTurn } = control;
  if (openTurn === null && FOLLOWING.has(trace.type)) {
    throw new AgentChatError('TurnClosed', 'The turn that it belongs to is over.', {
      details: { lastTurn: control.lastTurn },
    });
  }
  if (trace.type === 'answer') requireAsked(control, author, trace.payload.queryId);
  else requireOwnTurn(openTurn, author);
  requireNewPlace(state, trace);
  if (openTurn !== null) requireToolOrder(openTurn, trace);
  return logs(control, {
    turn: openTurn?.turn ?? control.lastTurn + 1,
    author,
    finality: 'none',
    audience: audienceOfTrace(control, trace, params.audience),
    clientRequestId: params.clientRequestId,
    ...(control.currentRunId === null ? {} : { runId: control.currentRunId }),
    ...trace,
  });
}

/** @throws AgentChatError `TurnOpen`, `StaleFence` */
function requireOwnTurn(openTurn: OpenTurn | null, author: string): void {
  if (openTurn === null) return;
  const { turn, owner, execution } = openTurn;
  if (owner !== author) {
    throw new AgentChatError('TurnOpen', 'Another participant has the turn.', { details: { turn, owner } });
  }
  if (execution !== null) throw new AgentChatError('StaleFence', 'This turn is held by an execution.');
}

/** Whoever was asked answers; any user where nobody was named, or who was has left. */
function requireAsked(control: ControlState, author: string, queryId: string): void {
  const query = control.openTurn?.queries.find((one) => one.queryId === queryId);
  const by = { participantId: author, operator: false };
  if (query === undefined || !isVisible(query, by)) {
    throw new AgentChatError('InvalidMessage', 'No such question is open.', { details: { queryId } });
  }
  const isNamed = query.to !== null && isOnRoster(control, query.to);
  const isAsked = isNamed ? query.to === author : isUser(control, author);
  if (!isAsked) throw new AgentChatError('Forbidden', 'Somebody else was asked.');
}

/** An id that stands for something else would take its place. One of an earlier turn may come again. */
export function requireNewPlace({ control, timeline }: ConversationState, trace: TraceDraft): void {
  if (trace.type !== 'tool_call' && trace.type !== 'query') return;
  const [kind, place] =
    trace.type === 'tool_call'
      ? (['tool', trace.payload.toolCallId] as const)
      : (['query', `query:${trace.payload.queryId}`] as const);
  const position = timeline.places.get(place);
  const entry = position === undefined ? undefined : timeline.entries.get(position);
  if (entry === undefined) return;
  if (entry.kind !== kind || entry.turn === control.openTurn?.turn) throw unfit('This id was used before.');
}

function unfit(message: string): AgentChatError {
  return new AgentChatError('InvalidMessage', message);
}
