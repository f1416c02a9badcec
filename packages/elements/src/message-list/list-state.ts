import { type ChatState, createViewReader, type History, type ViewItem } from '@agent-chat/client';
import type {
  OpenApproval,
  OpenTurn,
  Participant,
  PersistentList,
  QueuedMessage,
} from '@agent-chat/protocol';

/** What the list shows of the state. */
export interface ListState {
  readonly logged: PersistentList<ViewItem>;
  /** What follows on that: it alone changes while an answer is written. */
  readonly rest: readonly ViewItem[];
  readonly isLoaded: boolean;
  readonly history: History;
  readonly participants: readonly Participant[];
  readonly openTurn: OpenTurn | null;
  readonly approvals: readonly OpenApproval[];
  readonly queue: readonly QueuedMessage[];
  /** The agent that is expected to answer, before its turn has begun. */
  readonly nextAgentId: string | null;
  readonly progress: ChatState['progress'];
  /** The others who are writing a message, by id. */
  readonly typing: readonly string[];
}

const NONE: readonly never[] = [];

/** Follows one conversation after the other: what it has read of one it does not read again. */
export function createListSelector(): (state: ChatState) => ListState {
  const read = createViewReader();
  return (state) => {
    const control = state.conversation?.control;
    const { guidance, history, progress, typing } = state;
    const isStarting = guidance?.kind === 'start_turn' || guidance?.kind === 'continue_turn';
    return {
      ...read(state),
      isLoaded: state.conversation !== null,
      history,
      participants: control?.participants ?? NONE,
      openTurn: control?.openTurn ?? null,
      approvals: control?.approvals ?? NONE,
      queue: control?.queue ?? NONE,
      nextAgentId: isStarting ? guidance.nextParticipantId : null,
      progress,
      typing,
    };
  };
}

export function isSameList(a: ListState, b: ListState): boolean {
  return (Object.keys(a) as (keyof ListState)[]).every((key) => a[key] === b[key]);
}
