import {
  AgentChatError,
  type ConversationState,
  type Frame,
  historyBound,
  prepend,
} from '@agent-chat/protocol';
import type { CallOptions } from '@agent-chat/protocol/wire';
import type { History } from '../state/chat-state.js';
import type { Transport } from '../transports/transport.js';
import { malformed } from '../transports/transport-errors.js';

export interface LoadOlderOptions extends CallOptions {
  /** How many events of the log a page is about. Default 100. */
  readonly limit?: number | undefined;
}

export interface HistoryLoaderOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  /** The conversation as it stands now. */
  readonly current: () => ConversationState | null;
  readonly onLoaded: (conversation: ConversationState) => void;
  readonly onChange: () => void;
}

/** Completes a conversation backwards, page by page. */
export interface HistoryLoader {
  /** What is known of the history of `conversation`. The same object until that changes. */
  historyOf(conversation: ConversationState | null): History;
  /** A page that was on its way when something was erased may still hold it: it is asked for again. */
  push(frame: Frame): void;
  /** One page at a time: while one is on its way, its promise is given. @throws AgentChatError */
  load(options: LoadOlderOptions): Promise<void>;
}

const COMPLETE: History = { status: 'complete', error: null };
const PARTIAL: History = { status: 'partial', error: null };
const LOADING: History = { status: 'loading', error: null };
const PAGE = 100;

export function createHistoryLoader(options: HistoryLoaderOptions): HistoryLoader {
  const { transport, conversationId, current, onLoaded, onChange } = options;
  let loading: Promise<void> | null = null;
  let failed: History | null = null;
  /** How often what a page was asked for may have changed. */
  let changes = 0;

  /** Pages until one has something to show: what is not for this viewer fills pages too. */
  const loadPages = async ({ limit = PAGE, signal }: LoadOlderOptions): Promise<void> => {
    // Not how many there are: what is logged meanwhile comes behind them.
    const first = (): number => current()?.timeline.entries.first ?? 0;
    const before = first();
    while (first() === before) {
      const beforeSeq = boundOf(current());
      if (beforeSeq === null) return;
      const params = { conversationId, beforeSeq, limit };
      const asked = changes;
      const page = await transport.call('getEvents', params, signal && { signal });
      const conversation = current();
      // A snapshot has taken its place meanwhile: what was read does not follow on it.
      if (conversation === null || boundOf(conversation) !== beforeSeq) return;
      if (page.fromSeq >= beforeSeq) {
        throw malformed('The page does not lead on.');
      }
      if (changes === asked) onLoaded(prepend(conversation, page));
    }
  };

  return {
    historyOf(conversation) {
      if (conversation === null) return PARTIAL;
      if (boundOf(conversation) === null) return COMPLETE;
      return loading === null ? (failed ?? PARTIAL) : LOADING;
    },
    push(frame) {
      if (frame.kind === 'snapshot' || (frame.kind === 'event' && frame.data.type === 'erased')) changes += 1;
    },
    load(loadOptions) {
      if (loading !== null) return loading;
      failed = null;
      loading = loadPages(loadOptions)
        .catch((cause: unknown) => {
          const error = AgentChatError.from(cause);
          if (error.code !== 'Aborted') failed = { status: 'failed', error };
          throw error;
        })
        .finally(() => {
          loading = null;
          onChange();
        });
      // It is in the state as well: not looking is no unhandled rejection.
      loading.catch(() => undefined);
      onChange();
      return loading;
    },
  };
}

function boundOf(conversation: ConversationState | null): number | null {
  return conversation === null ? null : historyBound(conversation);
}
