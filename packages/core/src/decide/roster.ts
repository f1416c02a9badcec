import {
  AgentChatError,
  type ControlState,
  type EventDraft,
  type MethodParams,
  type Participant,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import { isOnRoster, kindOf } from '../policy/participant-kind.js';
import { type Actor, type Decision, nothing, requireNotEnded, seqAt, systemEnvelope } from './decision.js';

const MAX_PARTICIPANTS = 256;

/**
 * Who comes and who leaves. With those who leave goes what waits for them: their queued messages
 * are removed, and the actions that they were to answer fail.
 */
export function decideChangeRoster(
  control: ControlState,
  by: Actor,
  { clientRequestId, added = [], removed = [] }: MethodParams<'changeRoster'>,
): Decision<{ seq: number }> {
  requireNotEnded(control);
  const { participants } = control;
  requireDistinct([...added.map((one) => one.participantId), ...removed]);
  const leaving = new Set(removed.filter((id) => isOnRoster(control, id)));
  const coming = added.filter((one) => !participants.some((before) => isSame(before, one)));
  if (leaving.size === 0 && coming.length === 0) return nothing(control);
  requireOwnerStays(control, leaving, coming);
  const ids = new Set([...participants, ...coming].map((one) => one.participantId));
  for (const id of leaving) ids.delete(id);
  if (ids.size === 0) throw invalid('Somebody has to stay.');
  if (ids.size > MAX_PARTICIPANTS) throw invalid(`A roster has at most ${MAX_PARTICIPANTS} participants.`);
  const before = leftBehind(control, leaving);
  const changed = {
    ...systemEnvelope(by.participantId),
    type: 'roster_changed' as const,
    clientRequestId,
    payload: { added: coming, removed: [...leaving] },
  };
  return { events: [...before, changed], result: { seq: seqAt(control, before.length) } };
}

function requireDistinct(ids: readonly string[]): void {
  if (new Set(ids).size !== ids.length) throw invalid('A participant is named twice.');
  if (ids.includes(SYSTEM_PARTICIPANT_ID)) {
    throw invalid(`The id "${SYSTEM_PARTICIPANT_ID}" is the orchestrator's own.`);
  }
}

/** Whoever has the open turn stays, and as what it is. */
function requireOwnerStays(
  control: ControlState,
  leaving: ReadonlySet<string>,
  coming: readonly Participant[],
): void {
  const { openTurn } = control;
  if (openTurn === null) return;
  const { owner, turn } = openTurn;
  const changed = coming.find((one) => one.participantId === owner);
  if (!leaving.has(owner) && (changed === undefined || changed.kind === kindOf(control, owner))) return;
  throw new AgentChatError('TurnOpen', 'Whoever has the open turn cannot leave it.', {
    details: { turn, owner },
  });
}

function leftBehind({ queue, actions }: ControlState, leaving: ReadonlySet<string>): EventDraft[] {
  return [
    ...queue
      .filter((queued) => leaving.has(queued.author))
      .map(
        ({ messageId }): EventDraft => ({
          ...systemEnvelope(),
          type: 'queued_removed',
          payload: { messageId, reason: 'cancelled' },
        }),
      ),
    ...actions
      .filter((action) => action.agentId !== undefined && leaving.has(action.agentId))
      .map(
        ({ seq }): EventDraft => ({
          ...systemEnvelope(),
          type: 'action_settled',
          payload: { actionSeq: seq, outcome: 'failed', message: 'Whoever was to answer has left.' },
        }),
      ),
  ];
}

function isSame(a: Participant, b: Participant): boolean {
  return a.participantId === b.participantId && JSON.stringify(a) === JSON.stringify(b);
}

function invalid(message: string): AgentChatError {
  return new AgentChatError('InvalidRequest', message);
}
