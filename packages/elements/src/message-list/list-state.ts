import type { ChatState, ViewItem } from '@agent-chat/client';
import type { OpenApproval, OpenTurn, Participant, QueuedMessage } from '@agent-chat/protocol';

/** What the list shows of the state. */
export interface ListState {
  readonly items: readonly ViewItem[];
  readonly isLoaded: boolean;
  /** Whether there is nothing before the first item. */
  readonly isComplete: boolean;
  readonly participants: readonly Participant[];
  readonly openTurn: OpenTurn | null;
  readonly approvals: readonly OpenApproval[];
  readonly queue: readonly QueuedMessage[];
  /** The agent that is expected to answer, before its turn has begun. */
  readonly nextAgentId: string | null;
  readonly progress: ChatState['progress'];
}

const NONE: readonly never[] = [];

export function selectList(state: ChatState, items: readonly ViewItem[]): ListState {
  const control = state.conversation?.control;
  const { guidance } = state;
  const isStarting = guidance?.kind === 'start_turn' || guidance?.kind === 'continue_turn';
  return {
    items,
    isLoaded: state.conversation !== null,
    isComplete: (state.conversation?.timeline.fromSeq ?? 1) <= 1,
    participants: control?.participants ?? [],
    openTurn: control?.openTurn ?? null,
    approvals: control?.approvals ?? NONE,
    queue: control?.queue ?? NONE,
    nextAgentId: isStarting ? guidance.nextParticipantId : null,
    progress: state.progress,
  };
}

export function isSameList(a: ListState, b: ListState): boolean {
  return (Object.keys(a) as (keyof ListState)[]).every((key) => a[key] === b[key]);
}
