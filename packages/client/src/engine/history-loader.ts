import {
  AgentChatError,
  type ConversationState,
  type Frame,
  historyBound,
  prepend,
} from '@agent-chat/protocol';
import type { CallOptions } from '@agent-chat/protocol/wire';
import type { History } from '../state/chat-state.js';
import { callOffBy } from '../transports/call-off.js';
import type { Transport } from '../transports/transport.js';
import { aborted, malformed } from '../transports/transport-errors.js';
import type { SubscriptionKeeper } from './subscription-keeper.js';

export interface LoadOlderOptions extends CallOptions {
  /** How many events of the log a page is about. Default 100. */
  readonly limit?: number | undefined;
}

export interface HistoryLoaderOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  /** Has the conversation as it stands now, and takes it with more of its history. */
  readonly keeper: Pick<SubscriptionKeeper, 'connection' | 'sync' | 'replace'>;
  readonly onChange: () => void;
}

/** Completes a conversation backwards, page by page. */
export interface HistoryLoader {
  /** What is known of the history of `conversation`. The same object until that changes. */
  historyOf(conversation: ConversationState | null): History;
  /** The subscription has come further, or has ended: who waits for a conversation looks again. */
  look(): void;
  /** A page that was on its way when something was erased may still hold it: it is asked for again. */
  push(frame: Frame): void;
  /**
   * One page at a time: one that is on its way is shared, and called off when all who wanted it have left.
   * Before there is a conversation, the first one is waited for. @throws AgentChatError
   */
  load(options: LoadOlderOptions): Promise<void>;
}

interface PageUnderWay {
  /** How many wait for it. */
  callers: number;
  read: Promise<void>;
  readonly controller: AbortController;
}

const COMPLETE: History = { status: 'complete', error: null };
const PARTIAL: History = { status: 'partial', error: null };
const LOADING: History = { status: 'loading', error: null };
const PAGE = 100;

export function createHistoryLoader(options: HistoryLoaderOptions): HistoryLoader {
  const { transport, conversationId, keeper, onChange } = options;
  const current = (): ConversationState | null => keeper.sync.conversation;
  const waiting: (() => void)[] = [];
  let underWay: PageUnderWay | null = null;
  let failed: History | null = null;
  /** How often what a page was asked for may have changed. */
  let changes = 0;

  const firstConversation = async (): Promise<void> => {
    while (current() === null) {
      const { status, error } = keeper.connection;
      if (status === 'closed') throw error ?? aborted();
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    }
  };

  const end = (page: PageUnderWay): void => {
    if (underWay !== page) return;
    underWay = null;
    onChange();
  };

  /** Pages until one has something to show: what is not for this viewer fills pages too. */
  const read = async (page: PageUnderWay, limit: number): Promise<void> => {
    // Not how many there are: what is logged meanwhile comes behind them.
    const first = (): number => current()?.timeline.entries.first ?? 0;
    const before = first();
    try {
      while (first() === before) {
        const beforeSeq = boundOf(current());
        if (beforeSeq === null) return;
        const params = { conversationId, beforeSeq, limit };
        const asked = changes;
        const older = await transport.call('getEvents', params, { signal: page.controller.signal });
        const conversation = current();
        // A snapshot has taken its place meanwhile: what was read does not follow on it.
        if (conversation === null || boundOf(conversation) !== beforeSeq) return;
        if (older.fromSeq >= beforeSeq) {
          throw malformed('The page does not lead on.');
        }
        if (changes === asked) keeper.replace(prepend(conversation, older));
      }
    } catch (cause) {
      const error = AgentChatError.from(cause);
      if (underWay === page && error.code !== 'Aborted') failed = { status: 'failed', error };
      throw error;
    } finally {
      end(page);
    }
  };

  const begin = (limit: number): PageUnderWay => {
    const page: PageUnderWay = { callers: 0, read: Promise.resolve(), controller: new AbortController() };
    failed = null;
    underWay = page;
    page.read = read(page, limit);
    onChange();
    return page;
  };

  const load = async ({ limit = PAGE, signal }: LoadOlderOptions): Promise<void> => {
    if (signal?.aborted === true) throw aborted();
    const page = current() && (underWay ?? begin(limit));
    if (page !== null) page.callers += 1;
    const own = callOffBy([signal]);
    try {
      await Promise.race([page?.read ?? firstConversation(), own.rejection]);
    } finally {
      own.release();
      if (page !== null && --page.callers === 0) {
        end(page);
        page.controller.abort();
      }
    }
  };

  return {
    historyOf(conversation) {
      if (conversation === null) return PARTIAL;
      if (boundOf(conversation) === null) return COMPLETE;
      return underWay === null ? (failed ?? PARTIAL) : LOADING;
    },
    look() {
      for (const wake of waiting.splice(0)) wake();
    },
    push(frame) {
      if (frame.kind === 'snapshot' || (frame.kind === 'event' && frame.data.type === 'erased')) changes += 1;
    },
    load(loadOptions) {
      const loaded = load(loadOptions);
      // It is in the state as well: not looking is no unhandled rejection.
      loaded.catch(() => undefined);
      return loaded;
    },
  };
}

function boundOf(conversation: ConversationState | null): number | null {
  return conversation === null ? null : historyBound(conversation);
}
