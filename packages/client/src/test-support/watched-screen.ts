import { messageOf } from '@agent-chat/protocol';
import type { ChatClient } from '../chat-client.js';
import type { ChatState, LiveDraft } from '../state/chat-state.js';
import { selectView } from '../state/view.js';

/**
 * What must never be on screen, from one state that a page is told of to the next: a text that is
 * taken back, a message that goes away or is there twice, a partial answer that looks whole. The
 * returned function says what was found so far.
 *
 * @param dropped the drafts that their author takes back
 */
export function watchScreen(client: ChatClient, dropped: readonly string[] = []): () => readonly string[] {
  const faults: string[] = [];
  const gone = new Set<string>();
  let before = client.getState();
  client.subscribe(() => {
    const state = client.getState();
    for (const draft of before.drafts) {
      const next = state.drafts.find(({ draftId }) => draftId === draft.draftId);
      if (next === undefined) gone.add(draft.draftId);
      const isKept =
        next === undefined
          ? dropped.includes(draft.draftId) || isOver(draft, state)
          : next.text.startsWith(draft.text);
      if (!isKept) faults.push(`taken back: ${draft.draftId}, "${draft.text}"`);
    }
    const { status } = state.connection;
    for (const { draftId, interrupted } of state.drafts) {
      if (gone.has(draftId)) faults.push(`came back: ${draftId}`);
      // While the backlog arrives, each goes on when the server has sent it again.
      if (interrupted ? status === 'live' : status !== 'live' && status !== 'catching_up') {
        faults.push(`${interrupted ? 'interrupted' : 'going on'} while ${status}: ${draftId}`);
      }
    }
    const messages = messagesOf(state);
    if (new Set(messages).size < messages.length) faults.push(`twice: ${messages.join()}`);
    for (const key of messagesOf(before)) if (!messages.includes(key)) faults.push(`gone: ${key}`);
    before = state;
  });
  return () => faults;
}

/** What is said, from pending on: its key stays. */
function messagesOf(state: ChatState): string[] {
  return selectView(state).flatMap(({ kind, key }) =>
    kind === 'message' || kind === 'queued_message' || kind === 'pending_message' ? [key] : [],
  );
}

/** Whether the log says why a draft is not there any more: what was seen of its text is in its message. */
function isOver(draft: LiveDraft, { conversation }: ChatState): boolean {
  if (conversation === null) return false;
  const { control, timeline } = conversation;
  const { messageId, toolCallId, turn, fence, text } = draft;
  const logged = messageId === undefined ? null : messageOf(timeline, messageId);
  if (logged !== null) {
    return logged.message.parts.some(
      (part) => 'text' in part && typeof part.text === 'string' && part.text.startsWith(text),
    );
  }
  const isCalled = toolCallId !== undefined && timeline.places.has(toolCallId);
  const execution = control.openTurn?.turn === turn ? control.openTurn.execution : null;
  return isCalled || turn <= control.lastTurn || (execution?.fence ?? fence) > fence;
}
