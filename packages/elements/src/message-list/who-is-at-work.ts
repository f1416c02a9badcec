import type { ViewItem } from '@agent-chat/client';
import type { OpenTurn, PersistentList } from '@agent-chat/protocol';
import type { ListState } from './list-state.js';

/**
 * The agent that is at it while nothing of it can be seen yet, and what it says that it does.
 *
 * @param isToolRunning whether a logged tool of the open turn is at work: that can be seen
 */
export function whoIsAtWork(
  state: ListState,
  isToolRunning: boolean,
): { readonly agentId: string; readonly status: string } | null {
  const { openTurn, nextAgentId, progress, rest, participants } = state;
  const agentId = openTurn?.owner ?? nextAgentId;
  if (agentId === null || !participants.some((p) => p.participantId === agentId && p.kind === 'agent'))
    return null;
  if (rest.some(({ kind }) => kind === 'live_message') || isWaitingForPeople(state)) return null;
  const isSeen = isToolRunning || rest.some((item) => item.kind === 'tool' && item.turn === openTurn?.turn);
  return isSeen && progress === null ? null : { agentId, status: progress?.status ?? '' };
}

/** Whether a tool of the open turn runs, by what is logged of that turn. */
export function isToolAtWork(logged: PersistentList<ViewItem>, openTurn: OpenTurn | null): boolean {
  if (openTurn === null) return false;
  for (let index = logged.length - 1; index >= 0; index--) {
    const item = logged.at(index);
    if (item === undefined || !('entry' in item) || item.entry === null) continue;
    if (item.entry.seq < openTurn.openedSeq) return false;
    if (item.kind === 'tool' && item.turn === openTurn.turn && item.entry.status === 'running') return true;
  }
  return false;
}

/** The turn is parked: nothing goes on in it before somebody has answered. */
function isWaitingForPeople({ openTurn, approvals, progress }: ListState): boolean {
  if (openTurn === null || progress !== null) return false;
  return (
    openTurn.queries.length > 0 ||
    approvals.some(({ turn, resolution }) => turn === openTurn.turn && resolution === null)
  );
}
