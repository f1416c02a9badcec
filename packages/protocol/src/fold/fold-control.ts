import type { KnownEvent, MessageEvent, SystemEvent, TraceEvent, UnknownEvent } from '../events/event.js';
import type { ControlState, OpenToolCall, OpenTurn } from './state.js';

/**
 * What an event changes of what is open. One that is not for everyone moves no clock: those who do
 * not see it fold to the same state.
 */
export function foldControl(control: ControlState, event: KnownEvent): ControlState {
  const isForAll = event.audience === 'everyone';
  const next = { ...control, seq: event.seq, updatedAt: isForAll ? event.ts : control.updatedAt };
  switch (event.type) {
    case 'message':
      return afterMessage(next, event);
    case 'thought':
    case 'tool_call':
    case 'tool_started':
    case 'tool_result':
    case 'step':
    case 'usage':
      return { ...next, ...withOpenTurn(next, event.turn, event.author, event), ...afterTrace(next, event) };
    case 'created':
      return {
        ...next,
        createdAt: event.ts,
        title: event.payload.title ?? null,
        interfaceId: event.payload.interfaceId ?? null,
        participants: event.payload.participants,
      };
    case 'updated':
      return event.payload.title === undefined ? next : { ...next, title: event.payload.title };
    case 'execution_started':
      return afterExecutionStarted(next, event);
    case 'turn_cleared':
      return afterTurnCleared(next, event);
    case 'stop_requested':
      return next.openTurn === null
        ? next
        : { ...next, openTurn: { ...next.openTurn, stop: event.payload.mode } };
    case 'message_queued':
      return {
        ...next,
        queue: [
          ...next.queue,
          {
            messageId: event.payload.messageId,
            seq: event.seq,
            ts: event.ts,
            author: event.author,
            parts: event.payload.parts,
            delivery: event.payload.delivery,
            ...(event.payload.replyTo === undefined ? {} : { replyTo: event.payload.replyTo }),
            ...(event.clientRequestId === undefined ? {} : { clientRequestId: event.clientRequestId }),
          },
        ],
      };
    case 'queued_changed': {
      const { messageId, parts } = event.payload;
      return {
        ...next,
        queue: next.queue.map((queued) => (queued.messageId === messageId ? { ...queued, parts } : queued)),
      };
    }
    case 'queued_removed':
      return withoutQueued(next, event.payload.messageId);
    case 'note':
      return next;
  }
}

/** Of an event of an unknown type only that it was there. */
export function foldUnknown(control: ControlState, event: UnknownEvent): ControlState {
  const updatedAt = event.audience === 'everyone' ? event.ts : control.updatedAt;
  return { ...control, seq: event.seq, updatedAt };
}

function afterMessage(control: ControlState, event: MessageEvent): ControlState {
  const { messageId } = event.payload;
  const opened = withOpenTurn(control, event.turn, event.author, event);
  const next = { ...withoutQueued(control, messageId), ...opened, tipMessageId: messageId };
  if (event.finality === 'none') return next;
  return {
    ...next,
    openTurn: null,
    lastTurn: event.turn,
    lastClosedSeq: event.seq,
    lastClose: {
      seq: event.seq,
      turn: event.turn,
      owner: opened.openTurn.owner,
      by: 'message',
    },
    lostAttempts: 0,
    ended: event.finality === 'conversation',
  };
}

/** The open turn with this event in it; the event opens it when none is open. */
function withOpenTurn(
  control: ControlState,
  turn: number,
  owner: string,
  event: MessageEvent | TraceEvent,
): { openTurn: OpenTurn; turnBaseMessageId: string | null } {
  if (control.openTurn !== null) {
    return {
      openTurn: event.audience === 'everyone' ? { ...control.openTurn, lastTs: event.ts } : control.openTurn,
      turnBaseMessageId: control.turnBaseMessageId,
    };
  }
  return {
    openTurn: {
      turn,
      owner,
      openedSeq: event.seq,
      lastTs: event.ts,
      execution: null,
      stop: null,
      toolCalls: [],
    },
    turnBaseMessageId: control.tipMessageId,
  };
}

function afterTrace(control: ControlState, event: TraceEvent): Partial<ControlState> {
  const { openTurn } = withOpenTurn(control, event.turn, event.author, event);
  switch (event.type) {
    case 'tool_call': {
      const { toolCallId, name } = event.payload;
      return { openTurn: withToolCall(openTurn, { toolCallId, name, status: 'called' }) };
    }
    case 'tool_started':
      return { openTurn: withToolStatus(openTurn, event.payload.toolCallId, 'started') };
    case 'tool_result':
      return { openTurn: withToolStatus(openTurn, event.payload.toolCallId, 'answered') };
    default:
      return {};
  }
}

function withToolCall(turn: OpenTurn, call: OpenToolCall): OpenTurn {
  return { ...turn, toolCalls: [...turn.toolCalls, call] };
}

function withToolStatus(turn: OpenTurn, toolCallId: string, status: OpenToolCall['status']): OpenTurn {
  return {
    ...turn,
    toolCalls: turn.toolCalls.map((call) => (call.toolCallId === toolCallId ? { ...call, status } : call)),
  };
}

function afterExecutionStarted(
  control: ControlState,
  event: Extract<SystemEvent, { type: 'execution_started' }>,
): ControlState {
  const { executionId, agentId, turn, fence, attempt } = event.payload;
  const execution = { executionId, agentId, fence, attempt };
  if (control.openTurn !== null) {
    return { ...control, openTurn: { ...control.openTurn, execution, lastTs: event.ts } };
  }
  return {
    ...control,
    turnBaseMessageId: control.tipMessageId,
    openTurn: {
      turn,
      owner: agentId,
      openedSeq: event.seq,
      lastTs: event.ts,
      execution,
      stop: null,
      toolCalls: [],
    },
  };
}

function afterTurnCleared(
  control: ControlState,
  event: Extract<SystemEvent, { type: 'turn_cleared' }>,
): ControlState {
  const { turn, reason } = event.payload;
  const lost = reason === 'restart' || reason === 'lost';
  return {
    ...control,
    openTurn: null,
    lastTurn: turn,
    lastClosedSeq: event.seq,
    lastClose: { seq: event.seq, turn, owner: control.openTurn?.owner ?? event.author, by: reason },
    // What a lost attempt wrote leaves the active path; what a person stopped stays on it.
    tipMessageId: lost ? control.turnBaseMessageId : control.tipMessageId,
    lostAttempts: lost ? control.lostAttempts + 1 : 0,
  };
}

function withoutQueued(control: ControlState, messageId: string): ControlState {
  if (!control.queue.some((queued) => queued.messageId === messageId)) return control;
  return { ...control, queue: control.queue.filter((queued) => queued.messageId !== messageId) };
}
