import type { Lease, RunnableConversation } from '../ports/event-store.js';
import type { ConversationHost } from './conversation-host.js';
import type { OrchestratorNode } from './orchestrator-options.js';
import { createSweeper, type Sweeper } from './sweeper.js';

const RECOVERY_PAGE = 10_000;
/** So many turns are taken over at once; the next ones when these have been looked at. */
const CLAIM_LIMIT = 32;
/** How long a node that was told of work it does not host leaves it to the node that told it. */
const CLAIM_AFTER_HINT_MS = 250;

/** Takes up, again and again, turns that no node runs: their node died, or has no runner for their agent. */
export function createTakeOver(node: OrchestratorNode, conversations: ConversationHost): Sweeper {
  const { store, owner, leaseMs, clock, logger } = node;

  async function sweep(): Promise<void> {
    const seen = new Set<string>();
    for (let isMore = true; isMore && !conversations.isClosing; ) {
      const claimed = (await store.claimRunnable?.(owner, leaseMs, CLAIM_LIMIT)) ?? [];
      await takeUp(claimed);
      // What has no runner here comes back after the rest: then all of it was looked at.
      isMore = claimed.length === CLAIM_LIMIT && !claimed.some((lease) => seen.has(lease.conversationId));
      for (const { conversationId } of claimed) seen.add(conversationId);
    }
  }

  async function takeUp(claimed: readonly (Lease & { readonly tenant: string })[]): Promise<void> {
    for (const lease of claimed) {
      const { tenant, conversationId } = lease;
      try {
        if (conversations.isClosing) continue;
        const { conversation, release } = await conversations.host(tenant, conversationId);
        await conversation.refresh().finally(release);
      } catch (error) {
        logger.log('error', 'A turn could not be taken over.', { conversationId, cause: String(error) });
      } finally {
        // A driver that has work takes a lease of its own under a newer fence: then this does nothing.
        await store.releaseLease(lease);
      }
    }
  }

  return createSweeper({
    sweep,
    clock,
    everyMs: leaseMs / 3,
    soonMs: CLAIM_AFTER_HINT_MS,
    onError: (error) =>
      logger.log('error', 'Nobody looked for work of other nodes.', { cause: String(error) }),
  });
}

/**
 * Looks once at everything that an earlier process left to be done, the newest first. What has no runner
 * here stays as it is, and hides nothing behind it.
 */
export async function takeUpWhatWasLeft(
  { store, logger }: OrchestratorNode,
  conversations: ConversationHost,
  pageSize = RECOVERY_PAGE,
): Promise<void> {
  let after: RunnableConversation | undefined;
  do {
    const page = await store.listRunnable(pageSize, after);
    for (const { tenant, conversationId } of page) {
      if (conversations.isClosing) return;
      try {
        (await conversations.host(tenant, conversationId)).release();
      } catch (error) {
        logger.log('error', 'A conversation could not be taken up.', {
          conversationId,
          cause: String(error),
        });
      }
    }
    after = page.length < pageSize ? undefined : page.at(-1);
  } while (after !== undefined);
}
