import type { ControlState } from '@agent-chat/protocol';
import { promoteQueued } from '../decide/promote-queued.js';
import { decideClearAutoRun, mayRunAlone } from '../policy/auto-run.js';
import { dueAgentOf } from '../policy/due-agent.js';
import { isParked } from '../policy/guidance.js';
import { Conversation } from './conversation/conversation.js';
import type { DraftRelay } from './viewers/draft-relay.js';
import type { PresenceRelay } from './viewers/presence-relay.js';
import type { Held } from './conversation/held.js';
import { HostActions } from './turns/host-actions.js';
import type { OrchestratorNode } from './orchestrator-options.js';
import { shuttingDown } from './shutting-down.js';
import { TurnDriver } from './turns/turn-driver.js';
import { watchConversation } from './turns/watchdog.js';

/** A conversation in memory, with all that acts on it by itself. */
interface Hosted {
  readonly conversation: Conversation;
  readonly driver: TurnDriver;
  readonly actions: HostActions | null;
  readonly stopWatching: () => void;
}

/**
 * The conversations that this node has in memory: each is loaded once, stays as long as somebody
 * uses it, and then for as long as there is room.
 */
export class ConversationHost {
  readonly #node: OrchestratorNode;
  readonly #drafts: DraftRelay | null;
  readonly #presenceRelay: PresenceRelay | null;
  readonly #onAppended: () => void;
  readonly #hosted = new Map<string, Promise<Hosted>>();
  /** Those of `#hosted` that have been loaded. */
  readonly #loaded = new Map<string, Hosted>();
  /** Those that nobody uses, the one that has been so for longest first. */
  readonly #idle = new Map<string, Conversation>();
  #closing = false;

  constructor(
    node: OrchestratorNode,
    options: {
      readonly drafts: DraftRelay | null;
      readonly presenceRelay: PresenceRelay | null;
      /** Called after each append of this node. */
      readonly onAppended: () => void;
    },
  ) {
    this.#node = node;
    this.#drafts = options.drafts;
    this.#presenceRelay = options.presenceRelay;
    this.#onAppended = options.onAppended;
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  /** A conversation also when it does not exist yet: its head is 0 then. */
  async host(tenant: string, conversationId: string): Promise<Held> {
    if (this.#closing) throw shuttingDown();
    const key = keyOf(tenant, conversationId);
    const entry = this.#hosted.get(key) ?? this.#load(tenant, conversationId, key);
    this.#hosted.set(key, entry);
    try {
      const hosted = await entry;
      // It may have been forgotten between its loading and now.
      if (this.#hosted.get(key) !== entry) return await this.host(tenant, conversationId);
      this.#loaded.set(key, hosted);
      const { conversation, driver, actions } = hosted;
      this.#idle.delete(key);
      const release = conversation.retain();
      driver.wake();
      actions?.look();
      return { conversation, release };
    } catch (error) {
      if (this.#hosted.get(key) === entry) this.#hosted.delete(key);
      throw error;
    }
  }

  /** The same for a conversation that is in memory already, without waiting; else `null`. */
  hostNow(tenant: string, conversationId: string): Held | null {
    const key = keyOf(tenant, conversationId);
    const hosted = this.#closing ? undefined : this.#loaded.get(key);
    if (hosted === undefined) return null;
    this.#idle.delete(key);
    return { conversation: hosted.conversation, release: hosted.conversation.retain() };
  }

  /** The conversation, if it is in memory. */
  inMemory(
    tenant: string,
    conversationId: string,
  ): Promise<Pick<Hosted, 'conversation' | 'actions'>> | undefined {
    return this.#hosted.get(keyOf(tenant, conversationId));
  }

  /** Lets go of running turns and tells viewers `bye`; nothing is hosted from now on. */
  async close(): Promise<void> {
    this.#closing = true;
    const all = await Promise.allSettled(this.#hosted.values());
    await Promise.all(
      all.map(async (result) => {
        if (result.status === 'rejected') return;
        const { conversation, driver, actions, stopWatching } = result.value;
        stopWatching();
        actions?.close();
        await driver.close();
        conversation.live.closing = true;
        conversation.changed();
      }),
    );
  }

  async #load(tenant: string, conversationId: string, key: string): Promise<Hosted> {
    const { store, clock, logger, schedulingPolicy, bus, onAction, leaseMs, autoRunMaxAgeMs } = this.#node;
    const conversation = new Conversation({
      conversationId,
      tenant,
      store,
      clock,
      logger,
      isRunnable: (control) => isRunnable(control, this.#node),
      follows: (control) => promoteQueued(control, schedulingPolicy),
      onIdle: () => this.#forgetIdle(key, conversation),
      onAppended: () => {
        bus?.publish({ type: 'events', tenant, conversationId, seq: conversation.control.seq });
        this.#onAppended();
      },
    });
    await conversation.load();
    // It also takes up what waits for an agent that was due by another policy.
    await conversation.commit(({ control }) => decideClearAutoRun(control, clock.now(), autoRunMaxAgeMs));
    const driver = new TurnDriver(conversation, this.#node);
    conversation.onChange(() => {
      this.#drafts?.noticed(conversation);
      this.#presenceRelay?.noticed(conversation);
    });
    const stopWatching = watchConversation(conversation, { schedulingPolicy, clock, logger });
    const isShared = store.claimRunnable !== undefined;
    const actions =
      onAction && new HostActions(conversation, { handler: onAction, clock, logger, leaseMs, isShared });
    conversation.onChange(() => {
      driver.wake();
      actions?.look();
    });
    return { conversation, driver, actions, stopWatching };
  }

  /** The conversation that has been idle for longest leaves the memory when there are too many. */
  #forgetIdle(key: string, conversation: Conversation): void {
    // One that has left is used no more by the time that another has come for it.
    if (this.#loaded.get(key)?.conversation !== conversation) return;
    this.#idle.set(key, conversation);
    for (const [oldestKey, oldest] of this.#idle) {
      if (this.#idle.size <= this.#node.maxIdleConversations) return;
      this.#idle.delete(oldestKey);
      if (oldest.isUsed) continue;
      this.#hosted.delete(oldestKey);
      this.#loaded.delete(oldestKey);
    }
  }
}

function keyOf(tenant: string, conversationId: string): string {
  // With its length: both may hold any character.
  return `${tenant.length} ${tenant} ${conversationId}`;
}

/** Whether some node has to act on the conversation by itself. */
function isRunnable(control: ControlState, { onAction, schedulingPolicy }: OrchestratorNode): boolean {
  const isHostAsked = onAction !== null && control.actions.some((action) => action.agentId === undefined);
  if (isHostAsked) return true;
  if (control.openTurn !== null) return !isParked(control) || needsATimer(control);
  return mayRunAlone(control) && dueAgentOf(control, schedulingPolicy) !== null;
}

/** A stop that nobody has acted on, or a question that expires: somebody has to look after it. */
function needsATimer({ openTurn, approvals }: ControlState): boolean {
  return openTurn?.stop !== null || approvals.some((approval) => approval.expiresAt !== null);
}
