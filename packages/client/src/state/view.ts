import type { PersistentList, QueuedMessage, Timeline } from '@agent-chat/protocol';
import type { ChatState } from './chat-state.js';
import { type LoggedView, NOTHING_LOGGED, viewOfLog } from './logged-view.js';
import { isSameRest, type Rest, restOfView } from './rest-view.js';
import type { ViewItem } from './view-item.js';

/**
 * What a chat window shows, in two halves: what the log shows on the branch that is chosen, and
 * what follows on it. While an answer is written only the second changes.
 */
export interface ConversationView {
  /** A list with shared structure: read it by `at`, `slice` and iteration. */
  readonly logged: PersistentList<ViewItem>;
  /** What is being written, what waits on the server, and what this client has said that the log does not show yet. */
  readonly rest: readonly ViewItem[];
}

// Views are functions of immutable values, each remembered by the value that it was made from.
const loggedViews = new WeakMap<Timeline, { readonly path: string; readonly view: LoggedView }>();
const views = new WeakMap<LoggedView, { readonly rest: Rest; readonly items: readonly ViewItem[] }>();

const NO_QUEUE: readonly QueuedMessage[] = [];

/**
 * What a chat window shows: the branch of the timeline that is chosen, what is being written, what
 * waits on the server, and what this client has said that the log does not show yet. The same
 * state, and any other that differs in nothing shown, gives the same array; an item keeps its
 * identity as long as it does not change, and its key beyond that.
 */
export function selectView(state: ChatState): readonly ViewItem[] {
  const logged = loggedOf(state);
  const rest = restOf(state);
  const known = views.get(logged);
  if (known !== undefined && isSameRest(known.rest, rest)) return known.items;
  const items = [...logged.items, ...restOfView(rest, logged.requestIds)];
  views.set(logged, { rest, items });
  return items;
}

/**
 * The same as `selectView`, in two halves, for one conversation as it goes on: a piece of a draft
 * costs the same in a conversation of 10,000 messages as in one of ten, and so does one more event.
 * Each half keeps its identity while it does not change; items are as those of `selectView`. Each
 * list has a reader of its own.
 */
export function createViewReader(): (state: ChatState) => ConversationView {
  let logged = NOTHING_LOGGED;
  let path = '';
  let timeline: Timeline | null = null;
  let rest: Rest | null = null;
  let view: ConversationView = { logged: logged.items, rest: [] };
  return (state) => {
    const { conversation } = state;
    let next = logged;
    if (conversation === null) next = NOTHING_LOGGED;
    else if (conversation.timeline !== timeline || pathOf(conversation) !== path) {
      next = viewOfLog(conversation, logged);
    }
    timeline = conversation?.timeline ?? null;
    path = conversation === null ? '' : pathOf(conversation);
    const nextRest = restOf(state);
    if (next !== logged || rest === null || !isSameRest(rest, nextRest)) {
      view = { logged: next.items, rest: restOfView(nextRest, next.requestIds) };
    }
    logged = next;
    rest = nextRest;
    return view;
  };
}

function loggedOf({ conversation }: ChatState): LoggedView {
  if (conversation === null) return NOTHING_LOGGED;
  const path = pathOf(conversation);
  const known = loggedViews.get(conversation.timeline);
  if (known?.path === path) return known.view;
  const view = viewOfLog(conversation, null);
  loggedViews.set(conversation.timeline, { path, view });
  return view;
}

/** All that decides, besides the timeline, which branch is shown. */
function pathOf({ control }: NonNullable<ChatState['conversation']>): string {
  return `${control.openTurn?.turn ?? ''} ${control.tipMessageId ?? ''}`;
}

function restOf({ drafts, pending, sent, conversation }: ChatState): Rest {
  return { drafts, pending, sent, queue: conversation?.control.queue ?? NO_QUEUE };
}
