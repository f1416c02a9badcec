import {
  AgentChatError,
  type ControlState,
  type ConversationState,
  type EventDraft,
} from '@agent-chat/protocol';
import { recordOf } from '../../decide/conversation-record.js';
import type { Decide, Decision } from '../../decide/decision.js';
import { conversationGone } from '../../ports/absent-conversation.js';
import type { Clock, Logger } from '../../ports/environment.js';
import type {
  AppendRequest,
  AppendResult,
  EventStore,
  IdempotencyKey,
  StoredEvent,
} from '../../ports/event-store.js';
import type { CommitOptions } from './commit-options.js';
import { completed } from './completed.js';
import { textHead } from './event-text.js';
import { type FoldedControl, type FoldedState, stateAfter, stateOfNothing } from './fold-logged.js';
import { LiveState } from './live-state.js';
import { LoggedEvent } from './logged-event.js';
import { RecentEvents } from './recent-events.js';
import { replay } from './replay.js';
import { type NewsListener, ViewerBell } from './viewer-bell.js';

const PAGE = 500;
const MAX_CONFLICTS = 100;

/**
 * One conversation in memory: its folded state, its newest events, and what is live on it. All
 * writes go through `commit`, one after the other; readers are told by `onChange` that something
 * is new and pull it themselves.
 */
export class Conversation {
  readonly tenant: string;
  readonly live = new LiveState();
  /** What the texts of its events begin with. */
  readonly textHead: string;
  /** Rises with every change that a viewer may want to see. */
  version = 0;
  /** Set when it was found to be deleted: nothing will ever be read or written again. */
  gone = false;
  readonly #store: EventStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #isRunnable: (control: ControlState) => boolean;
  readonly #follows: (control: ControlState) => readonly EventDraft[];
  readonly #onIdle: () => void;
  readonly #onAppended: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #viewers: ViewerBell;
  #state: FoldedState;
  readonly #recent = new RecentEvents();
  #queue: Promise<unknown> = Promise.resolve();
  #users = 0;
  #isStoreAhead = false;
  #drivers = 0;
  #erasures = 0;

  constructor(options: {
    readonly conversationId: string;
    readonly tenant: string;
    readonly store: EventStore;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly isRunnable: (control: ControlState) => boolean;
    /** What an append that leads to this state goes on with; empty: it is whole. */
    readonly follows: (control: ControlState) => readonly EventDraft[];
    /** Nobody uses it any more: it may leave the memory. */
    readonly onIdle: () => void;
    /** This node has appended events, which are applied. */
    readonly onAppended: () => void;
  }) {
    this.tenant = options.tenant;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#isRunnable = options.isRunnable;
    this.#follows = options.follows;
    this.#onIdle = options.onIdle;
    this.#onAppended = options.onAppended;
    this.#state = stateOfNothing(options.conversationId);
    this.textHead = textHead(options.conversationId);
    this.#viewers = new ViewerBell(options.logger);
  }

  get state(): ConversationState {
    return this.#state;
  }

  get control(): ControlState {
    return this.#state.control;
  }

  get conversationId(): string {
    return this.#state.control.conversationId;
  }

  /** Until when agents were last kept waiting, in milliseconds since 1970; 0: never. */
  get waitedUntilMs(): number {
    return this.#state.waitedUntilMs;
  }

  /** Keeps it in memory until the returned function is called (once). */
  retain(): () => void {
    this.#users += 1;
    return () => {
      this.#users -= 1;
      if (this.#users === 0) this.#onIdle();
    };
  }

  /** Lets agents act that would otherwise wait for a person, until the returned function is called. */
  drive(): () => void {
    this.#drivers += 1;
    this.changed();
    return () => {
      this.#drivers -= 1;
    };
  }

  /** How many wait for what agents do of their own accord. */
  get drivers(): number {
    return this.#drivers;
  }

  /** Rises when texts of events have changed: what was read of them before is not to be shown any more. */
  get erasures(): number {
    return this.#erasures;
  }

  get isUsed(): boolean {
    return this.#users > 0;
  }

  /** Reads and folds what the store has beyond the state. */
  async load(): Promise<void> {
    for (;;) {
      const page = await this.#store.read({
        conversationId: this.conversationId,
        tenant: this.tenant,
        afterSeq: this.control.seq,
        limit: PAGE,
      });
      this.#apply(page.map(toLogged));
      if (page.length < PAGE) return;
    }
  }

  /** `load` between two commands: for what another node has appended. */
  refresh(): Promise<void> {
    return this.#inOrder(() => this.load());
  }

  /**
   * Decides on the newest state and appends what is decided with what follows from it, all or nothing.
   * On another head the decision is made again. Resolves when the events are durable, applied and told
   * to viewers.
   *
   * @throws AgentChatError what `decide` throws, `IdempotencyMismatch`, `StaleFence`,
   * `ConversationGone`, or the store's
   */
  commit<R>(decide: Decide<R>, options: CommitOptions = {}): Promise<R> {
    return this.#inOrder(() => this.#commit(decide, options));
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const worked = this.#queue.then(work);
    // The next one waits for this one to settle, however it ends.
    this.#queue = worked.then(
      () => undefined,
      () => undefined,
    );
    return worked;
  }

  async #commit<R>(decide: Decide<R>, options: CommitOptions): Promise<R> {
    const { key, fence, prepare, beforeAppend, claim } = options;
    if (this.gone) throw conversationGone();
    // What is written besides the events is written for a new key alone, and may make the store forget it.
    const done = key && (prepare ?? beforeAppend ?? claim) && (await this.#findKey(key));
    if (key && done) return replay<R>(key, done);
    for (let tries = 0; tries < MAX_CONFLICTS; tries++) {
      let decision: Decision<R>;
      if (prepare) await prepare();
      try {
        decision = decide(this.#state);
      } catch (error) {
        // A retry of an accepted command may be forbidden by what that command did.
        const kept = key && (await this.#findKey(key));
        if (key && kept) return replay<R>(key, kept);
        // Another node may have logged what it rests on, or have deleted the conversation.
        if (await this.#catchUp()) continue;
        throw this.gone ? conversationGone() : error;
      }
      const { logged, folded } = completed(this.#state, decision.events, {
        ts: new Date(this.#clock.now()).toISOString(),
        follows: this.#follows,
      });
      if (logged.length === 0 && key === undefined) return decision.result;
      const { control } = folded;
      if (beforeAppend && logged.length > 0) await this.#changeStore(beforeAppend);
      const settle = logged.length > 0 ? await claim?.() : undefined;
      const result = await this.#append({
        conversationId: this.conversationId,
        tenant: this.tenant,
        expectedSeq: this.control.seq,
        events: logged.map(({ event, json }) => ({ seq: event.seq, json })),
        record: recordOf(control),
        runnable: this.#isRunnable(control),
        ...(key && { key: { ...key, resultJson: JSON.stringify(decision.result) } }),
        ...(fence === undefined ? {} : { fence }),
      });
      if (result.status !== 'appended') await this.#settle(settle, false);
      switch (result.status) {
        case 'appended':
          // Nothing else changes the state meanwhile, except that it may have been deleted.
          if (!this.gone) this.#apply(logged, folded);
          if (logged.length > 0) this.#onAppended();
          await this.#settle(settle, true);
          return decision.result;
        case 'conflict':
          // Ids are unique in a store: this one belongs to somebody else.
          if (result.missing.length === 0) {
            throw new AgentChatError('ConversationExists', 'This conversation id is taken.');
          }
          this.#apply(result.missing.map(toLogged));
          break;
        case 'duplicate':
          if (key === undefined) throw new AgentChatError('Internal', 'A duplicate without a key.');
          // It was done elsewhere: what it logged belongs to this state too.
          await this.load();
          return replay<R>(key, result);
        case 'erased':
          if (key === undefined) throw new AgentChatError('Internal', 'An erased key without a key.');
          await this.load();
          return replay<R>(key, 'erased');
        case 'gone':
          throw this.markGone();
        case 'stale_fence':
          throw new AgentChatError('StaleFence', 'The lease on this turn was lost.');
      }
    }
    throw new AgentChatError('Unavailable', 'Too many writers at once; try again.');
  }

  #append(request: AppendRequest): Promise<AppendResult> {
    return this.#isStoreAhead ? this.#orReload(this.#store.append(request)) : this.#store.append(request);
  }

  /** What is claimed stays so where that fails: what became of the events is what counts. */
  async #settle(
    settle: ((isLogged: boolean) => Promise<void>) | undefined,
    isLogged: boolean,
  ): Promise<void> {
    await settle?.(isLogged).catch((error: unknown) => {
      this.#logger.log('error', 'What the events name is still claimed.', { cause: String(error) });
    });
  }

  /** Until an append tells everybody of it, the state is not what the store would fold to. */
  async #changeStore(change: () => Promise<void>): Promise<void> {
    this.#isStoreAhead = true;
    await this.#orReload(change());
  }

  /** What was erased does not stay in the memory because the store failed after that. */
  async #orReload<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      await this.#reload().catch((cause: unknown) => {
        this.#logger.log('error', 'What was erased is still in the memory.', { cause: String(cause) });
      });
      throw error;
    }
  }

  async #reload(): Promise<void> {
    const { conversationId, tenant } = this;
    let state = stateOfNothing(conversationId);
    for (;;) {
      const { seq: afterSeq } = state.control;
      const page = await this.#store.read({ conversationId, tenant, afterSeq, limit: PAGE });
      state = stateAfter(state, page.map(toLogged));
      if (page.length < PAGE) break;
    }
    this.#state = state;
    this.#forgetTexts();
    this.#isStoreAhead = false;
    this.changed();
  }

  /**
   * The events after `afterSeq`, at most `limit`; from memory when it has them. None beyond the state:
   * another node may have appended them, and who may read them is a question to the state.
   */
  async read(afterSeq: number, limit: number): Promise<readonly LoggedEvent[]> {
    const recent = this.#recent.after(afterSeq, limit);
    if (recent !== null) return recent;
    const { conversationId, tenant } = this;
    const known = Math.min(limit, this.control.seq - afterSeq);
    if (known <= 0) return [];
    const page = await this.#store.read({ conversationId, tenant, afterSeq, limit: known });
    return page.map(toLogged);
  }

  /** The event of this seq, if it is one of the newest, which are in memory. */
  recent(seq: number): LoggedEvent | undefined {
    return this.#recent.at(seq);
  }

  /** To be called for each change, at once. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends what viewers and runners do with a conversation that was deleted; the error to answer with. */
  markGone(): AgentChatError {
    if (!this.gone) {
      this.gone = true;
      this.live.clear();
      this.#recent.clear();
      this.#state = stateOfNothing(this.conversationId);
      this.changed();
    }
    return conversationGone();
  }

  /** To be called after a change, once for all that changed together. */
  onNews(listener: NewsListener): () => void {
    return this.#viewers.add(listener);
  }

  /** Asks the store whether it was deleted. */
  async noticeGone(): Promise<void> {
    await this.#storedHead();
  }

  /** Reads what the store says that there is beyond the state. Whether there was anything. */
  async #catchUp(): Promise<boolean> {
    const { seq } = this.control;
    if ((await this.#storedHead()) <= seq) return false;
    await this.load();
    return this.control.seq > seq;
  }

  async #storedHead(): Promise<number> {
    const record = await this.#store.getRecord(this.tenant, this.conversationId);
    if (record === 'gone') this.markGone();
    return record === null || record === 'gone' ? 0 : record.head;
  }

  /** Tells viewers that something is new: an event, a draft, a status word. */
  changed(): void {
    this.version += 1;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        // What was committed stays so, and the other listeners are told, whatever one of them does.
        this.#logger.log('error', 'A listener of a conversation failed.', { cause: String(error) });
      }
    }
    this.#viewers.ring();
  }

  #findKey(key: Omit<IdempotencyKey, 'resultJson'>): ReturnType<EventStore['findKey']> {
    return this.#store.findKey(this.tenant, this.conversationId, key.author, key.requestId);
  }

  #apply(logged: readonly LoggedEvent[], folded?: FoldedControl): void {
    if (logged.length === 0) return;
    this.#state = stateAfter(this.#state, logged, folded);
    this.#recent.add(logged);
    // The texts of the events that it names have changed.
    if (logged.some(({ event }) => event.type === 'erased')) {
      this.#forgetTexts();
      this.#isStoreAhead = false;
    }
    const isTurnOpen = this.control.openTurn !== null;
    for (const { event } of logged) this.live.logged(event, isTurnOpen);
    this.changed();
  }

  #forgetTexts(): void {
    this.#erasures += 1;
    this.#recent.clear();
  }
}

function toLogged(stored: StoredEvent): LoggedEvent {
  return new LoggedEvent(stored);
}
