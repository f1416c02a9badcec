import type { ConversationEvent, KnownEvent, MessageEvent, TraceEvent } from '../events/event.js';
import { SYSTEM_PARTICIPANT_ID } from '../values/caller.js';
import { fieldsOf, withoutFields } from '../values/fields.js';
import { mentionsIn } from './mentions.js';
import type { ControlState, Execution, OpenToolCall, OpenTurn, QueuedMessage, TurnClose } from './state.js';
import { withNewestUnknown } from './unknown-fields.js';

type Of<T extends KnownEvent['type']> = Extract<KnownEvent, { type: T }>;

/** What else changes when a turn opens, whoever opens it. */
function opening(control: ControlState, owner: string): Pick<ControlState, 'due' | 'turnBaseMessageId'> {
  return {
    due: control.due?.participantId === owner ? null : control.due,
    turnBaseMessageId: control.tipMessageId,
  };
}

function opened(control: ControlState, turn: number, owner: string, seq: number, ts: string): ControlState {
  return {
    ...control,
    ...opening(control, owner),
    openTurn: {
      turn,
      owner,
      openedSeq: seq,
      lastTs: ts,
      execution: null,
      stop: null,
      toolCalls: [],
      queries: [],
      actionSeq: null,
      fruitless: 0,
      asked: false,
    },
  };
}

function withTurn(control: ControlState, change: (turn: OpenTurn) => OpenTurn): ControlState {
  return control.openTurn === null ? control : { ...control, openTurn: change(control.openTurn) };
}

/** The turn that the event belongs to is open, and got on. */
function inTurn(control: ControlState, event: MessageEvent | TraceEvent): ControlState {
  const open =
    control.openTurn === null ? opened(control, event.turn, event.author, event.seq, event.ts) : control;
  // Who does not see the event must fold to the same state.
  if (event.audience !== 'everyone') return open;
  return withTurn(open, (turn) => ({ ...turn, lastTs: event.ts, fruitless: 0 }));
}

export function foldMessage(control: ControlState, event: MessageEvent): ControlState {
  const { turn, author, audience, finality, seq } = event;
  const { messageId, parts } = event.payload;
  // A steered message is not its owner's, and a message for some is not what all answer to.
  const tipMessageId = audience === 'everyone' ? messageId : control.tipMessageId;
  const queue = withoutQueued(control.queue, messageId);
  if (finality === 'none') return { ...inTurn(control, event), queue, tipMessageId };
  const owner = control.openTurn?.owner ?? author;
  const closed = {
    ...control,
    ...(control.openTurn === null && opening(control, owner)),
    ...closing(control, owner, turn, event),
    queue,
    tipMessageId,
    currentRunId: runAfter(control, event),
    ended: finality === 'conversation',
  };
  // The system has no turn among those of the others: whoever was due before it is due after it.
  if (owner === SYSTEM_PARTICIPANT_ID) return closed;
  return {
    ...closed,
    lastClose: {
      seq,
      turn,
      owner,
      author,
      // What its runner says of a turn that was stopped is the end of it all the same.
      by: control.openTurn?.stop ? 'stopped' : 'message',
      mentions: mentionsIn(parts, control.participants),
      branched: false,
      answers: answered(control, owner),
    },
    lostAttempts: 0,
    countedTurns: control.countedTurns + 1,
  };
}

/** What the owner of a turn that closes has answered, where that is a person. */
function answered(control: ControlState, owner: string): TurnClose | null {
  const { lastClose } = control;
  if (lastClose === null || lastClose.branched || !isPerson(control, owner)) return null;
  const isAgents = lastClose.by === 'message' && !isPerson(control, lastClose.owner);
  return isAgents ? withoutFields(lastClose, 'branched', 'answers') : lastClose.answers;
}

function isPerson({ participants }: ControlState, id: string): boolean {
  return participants.some((one) => one.participantId === id && one.kind === 'user');
}

/** Work goes on in the run that a person wrote to last. */
function runAfter(control: ControlState, event: MessageEvent): string | null {
  const { runId, author, audience } = event;
  const isOpen = control.runs.some((run) => run.runId === runId);
  const isAsked = isPerson(control, author) && isOpen && audience === 'everyone';
  return isAsked ? (runId ?? null) : control.currentRunId;
}

/** What changes whenever a turn closes. */
function closing(
  { recentOwners, participants, approvals }: ControlState,
  owner: string | undefined,
  turn: number,
  { seq, ts }: ConversationEvent,
): Partial<ControlState> {
  const isNobody = owner === undefined || owner === SYSTEM_PARTICIPANT_ID;
  const others = recentOwners.filter((one) => one !== owner);
  return {
    openTurn: null,
    lastTurn: turn,
    lastClosedSeq: seq,
    lastClosedTs: ts,
    recentOwners: isNobody ? recentOwners : [...others, owner].slice(-participants.length),
    approvals: approvals.filter((approval) => approval.turn !== turn),
  };
}

export function foldTrace(control: ControlState, event: TraceEvent): ControlState {
  const next = inTurn(control, event);
  switch (event.type) {
    case 'tool_call': {
      const call: OpenToolCall = {
        ...fieldsOf(event.payload, 'toolCallId', 'name', 'toolVersion'),
        ...fieldsOf(event, 'author', 'audience'),
        status: 'called',
        attempts: 0,
      };
      return withTurn(next, (turn) => ({ ...turn, toolCalls: [...turn.toolCalls, call] }));
    }
    case 'tool_started': {
      const { toolCallId, approvalId } = event.payload;
      const used = next.approvals.filter((approval) => approval.approvalId !== approvalId);
      return withCall({ ...next, approvals: used }, toolCallId, (call) => ({
        ...call,
        status: 'started',
        attempts: call.attempts + 1,
      }));
    }
    case 'tool_result': {
      const { toolCallId } = event.payload;
      const left = next.approvals.filter((approval) => approval.subject.toolCallId !== toolCallId);
      return withCall({ ...next, approvals: left }, toolCallId, (call) => ({ ...call, status: 'answered' }));
    }
    case 'query': {
      const { queryId, to = null } = event.payload;
      const { author, audience } = event;
      const query = { queryId, to, author, audience };
      return withTurn(next, (turn) => ({
        ...turn,
        queries: [...turn.queries, query],
        asked: turn.asked || audience === 'everyone',
      }));
    }
    case 'answer':
      return withTurn(next, (turn) => ({
        ...turn,
        queries: turn.queries.filter(({ queryId }) => queryId !== event.payload.queryId),
      }));
    case 'thought':
    case 'step':
    case 'usage':
      return next;
  }
}

function withCall(
  control: ControlState,
  toolCallId: string,
  change: (call: OpenToolCall) => OpenToolCall,
): ControlState {
  return withTurn(control, (turn) => {
    // From the end: it is nearly always the newest, and a turn may have many.
    const index = turn.toolCalls.findLastIndex((call) => call.toolCallId === toolCallId);
    const call = turn.toolCalls[index];
    if (call === undefined) return turn;
    const toolCalls = turn.toolCalls.slice();
    toolCalls[index] = change(call);
    return { ...turn, toolCalls };
  });
}

export function foldExecutionStarted(control: ControlState, event: Of<'execution_started'>): ControlState {
  const { agentId, turn } = event.payload;
  const open = control.openTurn === null ? opened(control, turn, agentId, event.seq, event.ts) : control;
  const answers = control.actions.find((action) => action.seq === event.causedBy);
  const execution: Execution = fieldsOf(event.payload, 'executionId', 'agentId', 'fence', 'attempt');
  return withTurn(open, (current) => ({
    ...current,
    lastTs: event.ts,
    execution: withNewestUnknown(execution, event),
    actionSeq: answers?.seq ?? current.actionSeq,
    fruitless: current.fruitless + 1,
  }));
}

export function foldTurnCleared(control: ControlState, event: Of<'turn_cleared'>): ControlState {
  const { turn, reason } = event.payload;
  const { due, openTurn } = control;
  const lost = reason === 'restart' || reason === 'lost';
  const owner = openTurn?.owner ?? event.author;
  // Written again, the turn names somebody or does not.
  const isVoid = lost && due !== null && due.author === openTurn?.owner && due.seq > openTurn.openedSeq;
  return {
    ...control,
    ...closing(control, openTurn?.owner, turn, event),
    lastClose: {
      seq: event.seq,
      turn,
      owner,
      author: event.author,
      by: reason,
      mentions: [],
      branched: false,
      answers: answered(control, owner),
    },
    // What a lost attempt wrote leaves the active path; what a person stopped stays on it.
    tipMessageId: lost ? control.turnBaseMessageId : control.tipMessageId,
    due: isVoid ? null : due,
    lostAttempts: lost ? control.lostAttempts + 1 : 0,
    countedTurns: lost ? control.countedTurns : control.countedTurns + 1,
  };
}

export function foldStopRequested(control: ControlState, event: Of<'stop_requested'>): ControlState {
  return withTurn(control, (turn) => ({ ...turn, stop: event.payload.mode }));
}

export function foldQueued(control: ControlState, event: Of<'message_queued'>): ControlState {
  const queued: QueuedMessage = {
    ...fieldsOf(event.payload, 'messageId', 'parts', 'delivery', 'replyTo'),
    ...fieldsOf(event, 'seq', 'ts', 'author', 'clientRequestId', 'runId'),
  };
  return { ...control, queue: [...control.queue, withNewestUnknown(queued, event)] };
}

export function foldQueuedChanged(control: ControlState, event: Of<'queued_changed'>): ControlState {
  const { payload } = event;
  const changed = fieldsOf(payload, 'parts', 'delivery');
  return {
    ...control,
    queue: control.queue.map((queued) =>
      queued.messageId === payload.messageId ? withNewestUnknown({ ...queued, ...changed }, event) : queued,
    ),
  };
}

export function withoutQueued(queue: ControlState['queue'], messageId: string): ControlState['queue'] {
  const isThere = queue.some((queued) => queued.messageId === messageId);
  return isThere ? queue.filter((queued) => queued.messageId !== messageId) : queue;
}
