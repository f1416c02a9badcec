import { AgentChatError } from '@agent-chat/protocol';
import { staleFence } from '../../decide/execution.js';
import type { PresentedExecution } from '../../decide/execution-claim.js';
import type { Clock } from '../../ports/environment.js';
import type { EventStore, Lease } from '../../ports/event-store.js';
import type { Conversation } from '../conversation/conversation.js';

export interface RemoteExecutionsOptions {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly leaseMs: number;
}

/** What is written under a lease stays apart from what this process runs itself. */
function ownerOf(executionId: string): string {
  return `remote ${executionId}`;
}

/**
 * The leases of runners that live elsewhere. A lease's owner follows from the execution's id, so
 * any node of the store can renew it and let go of it: a runner may speak to another one each time.
 */
export class RemoteExecutions {
  readonly #options: RemoteExecutionsOptions;
  /** When the lease of a conversation was last seen to be held, by this process's clock. */
  readonly #seen = new WeakMap<Conversation, { readonly executionId: string; readonly at: number }>();

  constructor(options: RemoteExecutionsOptions) {
    this.#options = options;
  }

  get leaseMs(): number {
    return this.#options.leaseMs;
  }

  /** @throws AgentChatError `LeaseHeld` with `details.retryAfterMs`, `ConversationGone` */
  async acquire(conversation: Conversation, executionId: string): Promise<Lease> {
    const { store, leaseMs } = this.#options;
    const { conversationId } = conversation;
    const options = { isHeldElsewhere: true };
    const lease = await store.acquireLease(conversationId, ownerOf(executionId), leaseMs, options);
    if (lease !== null) return lease;
    await conversation.noticeGone();
    if (conversation.gone) throw conversation.markGone();
    throw new AgentChatError('LeaseHeld', 'Another runner holds the lease on this turn.', {
      details: { retryAfterMs: Math.ceil(leaseMs / 3) },
    });
  }

  /** It began: from now on it is known to be held. */
  started(conversation: Conversation, executionId: string): void {
    this.#seen.set(conversation, { executionId, at: this.#options.clock.now() });
  }

  /**
   * Renews the lease, by the store's clock.
   * @throws AgentChatError `StaleFence`
   */
  async renew(conversation: Conversation, execution: PresentedExecution): Promise<void> {
    if (await this.isRenewed(conversation, execution)) return;
    await conversation.noticeGone();
    throw conversation.gone ? conversation.markGone() : staleFence();
  }

  /** Renews the lease; `false` when it was lost. */
  async isRenewed(conversation: Conversation, execution: PresentedExecution): Promise<boolean> {
    const { store, leaseMs, clock } = this.#options;
    const at = clock.now();
    const isHeld = await store.renewLease(leaseOf(conversation, execution), leaseMs);
    if (isHeld) this.#seen.set(conversation, { executionId: execution.executionId, at });
    return isHeld;
  }

  /**
   * That the lease is held, without asking the store each time: what was seen to be held lives on for
   * the rest of its time, whatever happens to the runner.
   * @throws AgentChatError `StaleFence`
   */
  async require(conversation: Conversation, execution: PresentedExecution): Promise<void> {
    const seen = this.#seen.get(conversation);
    const { clock, leaseMs } = this.#options;
    const isFresh = seen?.executionId === execution.executionId && clock.now() - seen.at < leaseMs / 3;
    if (!isFresh) await this.renew(conversation, execution);
  }

  /** Lets go of it, and has this node look who is due now. */
  async release(conversation: Conversation, execution: PresentedExecution): Promise<void> {
    this.#seen.delete(conversation);
    await this.#options.store.releaseLease(leaseOf(conversation, execution));
    conversation.changed();
  }
}

function leaseOf({ conversationId }: Conversation, { executionId, fence }: PresentedExecution): Lease {
  return { conversationId, owner: ownerOf(executionId), fence };
}
