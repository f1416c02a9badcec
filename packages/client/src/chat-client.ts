import type {
  AgentChatError,
  ConversationEvent,
  MethodParams,
  MethodResult,
  Part,
  StopMode,
} from '@agent-chat/protocol';
import type { Backoff } from '@agent-chat/protocol/wire';
import type { ChatFiles, UploadedAttachment, UploadOptions } from './attachments/upload.js';
import { createChatStore } from './engine/chat-store.js';
import { createCommandSender } from './engine/command-sender.js';
import { createEventFeed, type EventsOptions } from './engine/event-feed.js';
import { createHistoryLoader, type LoadOlderOptions } from './engine/history-loader.js';
import { createSubscriptionKeeper } from './engine/subscription-keeper.js';
import { createTypingSender } from './engine/typing-sender.js';
import { type ClientEnvironment, platformEnvironment } from './environment.js';
import type { ChatState, Connection, SentMessage } from './state/chat-state.js';
import type { CommandMethod, CommandParams } from './state/commands.js';
import { DEFAULT_BACKOFF } from './state/retry.js';
import type { SyncState } from './state/sync-state.js';
import { memoryPendingStorage, type PendingStorage } from './storage/pending-storage.js';
import type { Transport } from './transports/transport.js';

export interface ChatClientOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  /** Where unacknowledged commands survive a reload. Default: nowhere. */
  readonly storage?: PendingStorage;
  /**
   * Brings files to the server, for example `httpFiles({ url, token })` of `@agent-chat/client/files`;
   * without `withdraw` the server removes in time what no message carries. Default: files cannot be
   * sent.
   */
  readonly files?: (Pick<ChatFiles, 'upload'> & Partial<ChatFiles>) | undefined;
  /** Default: the platform's. */
  readonly environment?: ClientEnvironment;
  /** Full jitter, reset by success. Default: up to 500 ms at first, up to 15 s later. */
  readonly backoff?: Backoff;
  /** Told what the client can go on without: storage that is full, damaged or forbidden. */
  readonly onWarning?: (warning: AgentChatError) => void;
}

/** A message as a person writes it, or in parts. */
export type OutgoingMessage = { readonly text: string } | { readonly parts: readonly Part[] };

/** What may be said of a message besides its content. */
export type SendOptions = Pick<
  CommandParams<'sendMessage'>,
  'delivery' | 'replyTo' | 'parentId' | 'runId' | 'options' | 'finality' | 'lastClosedSeq'
>;

/** One conversation: its state as it changes, and the commands on it. */
export interface ChatClient {
  readonly conversationId: string;
  /** The same object until something changes. */
  getState(): ChatState;
  /**
   * Calls `listener` after changes, once for all that came together. The returned function ends it.
   */
  subscribe(listener: () => void): () => void;
  /** Starts the subscription and keeps it, until `close`. Idempotent; may follow a `close`. */
  connect(): void;
  /** Ends the connection. What is pending is kept, and sent after the next `connect`. */
  close(): void;
  /**
   * The person pressed "try now": the next attempt is made at once, also when it is `closed`, and
   * commands that wait are sent, but for those that the server refused as too many.
   */
  reconnectNow(): void;
  /**
   * Reads an older page of the history into `conversation`; does nothing when `history` is
   * `complete`. It resolves when something to show was added or the start is reached; calls while
   * one is under way share it, and each leaves it by its own `signal`. Where nothing has arrived yet,
   * the newest part is what comes first: it resolves with that, however long it takes. A failure is
   * also in the state.
   *
   * @throws AgentChatError what kept the page from coming; where nothing has arrived, what closed the
   * connection, or `Aborted` by `close`
   */
  loadOlder(options?: LoadOlderOptions): Promise<void>;
  /**
   * The events of the log as they are applied: each once, in order, without a gap. It uses the same
   * connection as everything else, and reads what that has skipped by a snapshot. Ends when `signal`
   * aborts, or with the client; of one that is closed at once.
   *
   * @throws AgentChatError what the server refuses for good, and what kept it fifteen times in a row from
   * giving a page while the connection stood; `InvalidCursor` when the log was replaced by another one, as
   * by a restored backup: no seq of before means anything in it
   */
  events(options?: EventsOptions): AsyncIterable<ConversationEvent>;
  /**
   * In `pending` at once. Resolves when the server has acknowledged it, however long that takes;
   * rejects when it has failed (it stays in `pending`, to be retried or discarded), or with
   * `Aborted` when the client is closed.
   */
  sendMessage(message: OutgoingMessage, options?: SendOptions): Promise<MethodResult<'sendMessage'>>;
  /**
   * Any other command of the contract that people give, by its name, as `sendMessage` is sent: in
   * `pending` until it is acknowledged or has failed. Settings and what is said keep their order.
   */
  send<M extends CommandMethod>(method: M, params: CommandParams<M>): Promise<MethodResult<M>>;
  /**
   * Brings a file to the server; a message carries it by the `attachmentPart` of what this resolves
   * with. `null` where files cannot be sent.
   */
  readonly upload: ((file: File, options?: UploadOptions) => Promise<UploadedAttachment>) | null;
  /** Takes an upload back that is in no message. `null`: the server removes it in time. */
  readonly withdraw: ((attachmentId: string) => Promise<void>) | null;
  /** Stops the open turn; resolves at once when none is open. Default mode: `graceful`. */
  stop(options?: { readonly mode?: StopMode }): Promise<void>;
  /**
   * The person is writing, or has taken it back: call it with every change of what they write. The
   * server is told at most every three seconds, and only while somebody else is here; it ends by itself
   * after six seconds without a further call, and when a message is sent. Never throws.
   */
  setTyping(typing: boolean): void;
  /** Changes a waiting message; by `delivery` also when it is taken up. Default: as before. */
  editQueued(
    messageId: string,
    parts: readonly Part[],
    options?: Pick<SendOptions, 'delivery'>,
  ): Promise<void>;
  cancelQueued(messageId: string): Promise<void>;
  /** Sends a failed command again, under the same id. */
  retry(clientRequestId: string): void;
  /**
   * Forgets a command that has failed, or that waits for its next try (`retryAt`): who waits for that
   * one gets `Aborted`.
   */
  discard(clientRequestId: string): void;
}

/** A client that is not connected yet: call `connect`. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { transport, conversationId, files } = options;
  const environment = options.environment ?? platformEnvironment();
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  let epoch: string | null = null;

  const onSync = (sync: SyncState, connection: Connection): void => {
    const before = store.get();
    store.update({
      connection,
      conversation: sync.conversation,
      history: loader.historyOf(sync.conversation),
      drafts: sync.board.drafts,
      guidance: sync.guidance,
      progress: sync.progress,
      presence: sync.presence,
      typing: sync.typing,
      sent: stillSent(before.sent, sync),
    });
    loader.look();
    if (connection.status === 'closed') feed.end(connection.error);
    else feed.begin();
    if (connection.status === before.connection.status) return;
    if (connection.status === 'reconnecting' || connection.status === 'offline') sender.doubt();
    if (connection.status === 'live') sender.wake(false);
  };
  /** Without what the log has reached; a seq means nothing in another epoch. */
  const stillSent = (sent: readonly SentMessage[], { cursor }: SyncState): readonly SentMessage[] => {
    if (cursor === null || cursor.seq === 0) return sent;
    const isNewEpoch = epoch !== null && cursor.epoch !== epoch;
    epoch = cursor.epoch;
    if (sent.length === 0) return sent;
    const rest = isNewEpoch ? [] : sent.filter(({ seq }) => seq > cursor.seq);
    return rest.length === sent.length ? sent : rest;
  };

  const isLive = (): boolean => keeper.connection.status === 'live';
  const sender = createCommandSender({
    transport,
    conversationId,
    storage: options.storage ?? memoryPendingStorage(),
    environment,
    backoff,
    isLive,
    onWarning: options.onWarning ?? (() => undefined),
    onChange: (pending, acknowledged) => {
      const { sent, conversation } = store.get();
      const isAwaited = acknowledged !== null && acknowledged.seq > (conversation?.control.seq ?? 0);
      store.update({ pending, sent: isAwaited ? [...sent, acknowledged] : sent });
    },
  });
  const feed = createEventFeed({ transport, conversationId, environment, backoff, isLive });
  const keeper = createSubscriptionKeeper({
    transport,
    conversationId,
    environment,
    backoff,
    onChange: onSync,
    onFrame(frame, sync) {
      if (frame.kind === 'event') sender.settle(frame.data);
      loader.push(frame);
      feed.push(frame, sync);
    },
  });
  const loader = createHistoryLoader({
    transport,
    conversationId,
    keeper,
    onChange: () => store.update({ history: loader.historyOf(keeper.sync.conversation) }),
  });
  const store = createChatStore({
    connection: keeper.connection,
    conversation: null,
    history: loader.historyOf(null),
    drafts: [],
    pending: sender.pending,
    sent: [],
    guidance: null,
    progress: null,
    presence: keeper.sync.presence,
    typing: keeper.sync.typing,
  });

  const typing = createTypingSender({
    transport,
    conversationId,
    environment,
    isAnybodyHere: () => store.get().presence.length > 0,
  });

  const send = <M extends CommandMethod>(method: M, params: CommandParams<M>): Promise<MethodResult<M>> => {
    const own = { conversationId, clientRequestId: environment.newId() };
    return sender.send(method, { ...params, ...own } as unknown as MethodParams<M>);
  };

  return {
    conversationId,
    getState: () => store.get(),
    subscribe: (listener) => store.subscribe(listener),
    connect() {
      keeper.start();
      sender.start();
    },
    close() {
      keeper.stop();
      sender.stop();
    },
    loadOlder: (loadOptions = {}) => loader.load(loadOptions),
    events: (eventsOptions = {}) => feed.iterate(eventsOptions),
    reconnectNow() {
      keeper.retryNow();
      sender.start();
      sender.wake(true);
    },
    sendMessage(message, sendOptions = {}) {
      const parts = 'parts' in message ? [...message.parts] : [textPart(message.text)];
      typing.messageSent();
      return send('sendMessage', { ...sendOptions, parts });
    },
    send,
    upload: files ? (file, uploadOptions) => files.upload(conversationId, file, uploadOptions) : null,
    withdraw: files?.withdraw ?? null,
    stop({ mode } = {}) {
      const turn = store.get().conversation?.control.openTurn?.turn;
      if (turn === undefined) return Promise.resolve();
      return done(send('stop', { turn, ...(mode && { mode }) }));
    },
    setTyping: (isTyping) => typing.set(isTyping),
    editQueued: (messageId, parts, editOptions) =>
      done(send('editQueued', { ...editOptions, messageId, parts: [...parts] })),
    cancelQueued: (messageId) => done(send('cancelQueued', { messageId })),
    retry: (clientRequestId) => sender.retry(clientRequestId),
    discard: (clientRequestId) => sender.discard(clientRequestId),
  };
}

/** Without the result. A failure is also in the state: not looking is no unhandled rejection. */
function done(acknowledged: Promise<unknown>): Promise<void> {
  const promise = acknowledged.then(() => undefined);
  promise.catch(() => undefined);
  return promise;
}

function textPart(text: string): Part {
  return { type: 'text', partId: 'p1', text };
}
