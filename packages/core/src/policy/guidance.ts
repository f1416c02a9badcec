import type { ControlState, Guidance } from '@agent-chat/protocol';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { isAgent, isOnRoster } from './participant-kind.js';
import { isAttemptLost } from './lost-attempt.js';

/**
 * Who should act next: a pure function of log and policy. In this order: the owner of the open turn;
 * whose attempt was lost; whoever answers a pressed button, or was named by a hand-off (after a stop only
 * what people have asked for since; a policy may have a person act before); a person, after a stop or in
 * a branch that was chosen; at the very start, whoever is to begin; whom the scheduling policy names.
 */
export function guidanceOf(control: ControlState, policy: SchedulingPolicy): Guidance {
  const { openTurn, lastTurn } = control;
  if (control.ended) return { nextParticipantId: null, kind: 'ended', turn: lastTurn };
  if (openTurn !== null) {
    const waitingFor = waitingForIn(control);
    return waitingFor === null
      ? { nextParticipantId: openTurn.owner, kind: 'continue_turn', turn: openTurn.turn }
      : { nextParticipantId: null, kind: 'wait', turn: openTurn.turn, waitingFor };
  }
  const due = nextIn(control, policy);
  const isPaused = isPausedIn(control) && due.some((id) => isAgent(control, id));
  const first = due[0];
  if (isPaused || first === undefined) {
    const waitingFor = isPaused ? 'resume' : 'person';
    return { nextParticipantId: null, kind: 'wait', turn: lastTurn, waitingFor };
  }
  return {
    nextParticipantId: first,
    kind: 'start_turn',
    turn: lastTurn + 1,
    ...(due.length > 1 && { candidates: [...due] }),
  };
}

/** All who may act by this guidance. */
export function dueIn({ nextParticipantId, candidates }: Guidance): readonly string[] {
  return candidates ?? (nextParticipantId === null ? [] : [nextParticipantId]);
}

/** Whether no turn is open, and none of an agent is due: not even when a pause is over. */
export function isLeftToPeople(control: ControlState, policy: SchedulingPolicy): boolean {
  const guidance = guidanceOf(control, policy);
  if (guidance.kind === 'wait') return guidance.waitingFor === 'person';
  return guidance.kind === 'start_turn' && !dueIn(guidance).some((id) => isAgent(control, id));
}

/** Whether the open turn waits for a person, without a runner. */
export function isParked(control: ControlState): boolean {
  return waitingForIn(control) !== null;
}

/**
 * Whether a person was asked in the open turn, and what was asked for has neither run nor been given up:
 * answered or not, its runner need not have closed it.
 */
export function hasAsked({ openTurn, approvals }: ControlState): boolean {
  return (
    openTurn !== null && (openTurn.queries.length > 0 || approvals.some(({ turn }) => turn === openTurn.turn))
  );
}

/** Whether no agent and no tool may start. */
export function isPausedIn(control: ControlState): boolean {
  const run = control.runs.find((one) => one.runId === control.currentRunId);
  return control.paused !== null || run?.status === 'paused';
}

/** One answer is enough to go on with; a message that steers the turn is one too. */
function waitingForIn({ openTurn, approvals, queue }: ControlState): 'approval' | 'answer' | null {
  if (openTurn === null || queue.some((queued) => queued.delivery === 'steer')) return null;
  const ofTurn = approvals.filter((approval) => approval.turn === openTurn.turn);
  if (ofTurn.some((approval) => approval.resolution !== null)) return null;
  if (ofTurn.length > 0) return 'approval';
  return openTurn.queries.length > 0 ? 'answer' : null;
}

function nextIn(control: ControlState, policy: SchedulingPolicy): readonly string[] {
  const { lastClose, participants, startingParticipantId } = control;
  const onRoster = (id: string | null): id is string => id !== null && isOnRoster(control, id);
  const by = lastClose?.by;
  const isBranched = lastClose?.branched === true;
  if (lastClose !== null && isAttemptLost(by) && !isBranched && onRoster(lastClose.owner)) {
    return [lastClose.owner];
  }
  const isStopped = by === 'stopped' || by === 'idle' || by === 'budget';
  const isByPerson = ({ seq, byAgent }: Named): boolean => seq > (lastClose?.seq ?? 0) && !byAgent;
  const named = namedIn(control).filter((one) => onRoster(one.participantId));
  const asked = named.find(isByPerson);
  const next = isStopped ? asked : named[0];
  if (next !== undefined) {
    const isFree = isByPerson(next) || !isAgent(control, next.participantId);
    const before = isFree ? null : (policy.beforeNamed?.(control) ?? null);
    if (before === null) return [next.participantId];
    return asked === undefined ? before.filter(onRoster) : [asked.participantId];
  }
  if (isStopped || isBranched) {
    return participants
      .filter((one) => one.kind === 'user')
      .slice(0, 1)
      .map((one) => one.participantId);
  }
  if (lastClose === null && onRoster(startingParticipantId)) return [startingParticipantId];
  return policy.due(control).filter(onRoster);
}

type Named = NonNullable<ControlState['due']>;

/** Who was named, when and by whom: by a button that was pressed, by a hand-off, or for another answer. */
function namedIn({ actions, due }: ControlState): readonly Named[] {
  const answerers = actions.flatMap(({ agentId, ...invoked }) =>
    agentId === undefined ? [] : [{ ...invoked, participantId: agentId }],
  );
  return due === null ? answerers : [...answerers, due];
}
