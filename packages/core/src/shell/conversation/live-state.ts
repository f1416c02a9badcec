import type { ControlState, ConversationEvent, Progress } from '@agent-chat/protocol';
import { DraftBoard } from './draft-board.js';
import { PresenceBoard } from './presence-board.js';

/** Who logs one of these has written what they were writing. */
const SPOKEN: readonly string[] = ['message', 'message_queued'];

interface Seen {
  readonly drafts: number;
  readonly presence: object;
  readonly progress: Progress | null;
  readonly participants: ControlState['participants'];
  readonly closing: boolean;
}

/** What is live on a conversation beside its log: what is being written, who is there, a status word. */
export class LiveState {
  readonly drafts = new DraftBoard();
  readonly presence = new PresenceBoard();
  progress: Progress | null = null;
  /** Set when this node stops serving: viewers are told `bye`. */
  closing = false;
  #seen: Seen | null = null;

  /**
   * The same object for as long as nothing has changed that viewers see beside the log, which depends
   * on who belongs to the conversation too.
   */
  seenBy(participants: ControlState['participants']): object {
    const { closing, progress } = this;
    const drafts = this.drafts.version;
    const presence = this.presence.shown;
    const seen = this.#seen;
    const isSame =
      seen !== null &&
      seen.drafts === drafts &&
      seen.presence === presence &&
      seen.progress === progress &&
      seen.participants === participants &&
      seen.closing === closing;
    return isSame ? seen : (this.#seen = { drafts, presence, progress, participants, closing });
  }

  /**
   * Takes back what an event says for good: a logged message or tool call replaces its drafts, a closed
   * turn has none.
   *
   * @param isTurnOpen after all that was logged with it
   */
  logged(event: ConversationEvent, isTurnOpen: boolean): void {
    if (!isTurnOpen) this.drafts.clear();
    else if (event.type === 'message' || event.type === 'tool_call') {
      const { messageId, toolCallId } = event.payload as { messageId?: string; toolCallId?: string };
      this.drafts.end((messageId ?? toolCallId) as string);
    } else if (event.type === 'execution_started') {
      this.drafts.endBelow((event.payload as { fence: number }).fence);
    }
    if (event.type === 'message' || event.type === 'turn_cleared') this.progress = null;
    if (SPOKEN.includes(event.type)) this.presence.spoke(event.author, event.seq);
  }

  clear(): void {
    this.drafts.clear();
    this.presence.clear();
    this.progress = null;
  }
}
