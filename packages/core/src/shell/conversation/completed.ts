import type { ControlState, EventDraft } from '@agent-chat/protocol';
import { eventText } from './event-text.js';
import { controlAfter, type FoldedControl } from './fold-logged.js';
import { loggable, LoggedEvent } from './logged-event.js';

/** What one append logs, and what rules go by after it. */
export interface Completed {
  readonly logged: readonly LoggedEvent[];
  readonly folded: FoldedControl;
}

/** What is decided, as events of the log behind `before`, and behind them what follows from each state. */
export function completed(
  before: FoldedControl,
  decided: readonly EventDraft[],
  { ts, follows }: { ts: string; follows: (control: ControlState) => readonly EventDraft[] },
): Completed {
  const logged: LoggedEvent[] = [];
  let folded = before;
  let drafts = decided;
  do {
    const { conversationId, seq } = folded.control;
    const events = drafts.map((draft, index) => toLog(conversationId, seq + 1 + index, ts, draft));
    folded = controlAfter(folded, events);
    logged.push(...events);
    drafts = follows(folded.control);
  } while (drafts.length > 0);
  return { logged, folded };
}

function toLog(conversationId: string, seq: number, ts: string, draft: EventDraft): LoggedEvent {
  const json = eventText(conversationId, seq, ts, draft);
  // Read back: what a runner still does to its objects is not in the log. And checked: what a
  // reader would refuse must not be logged, for it would be refused for ever.
  return new LoggedEvent({ seq, json }, loggable(json));
}
