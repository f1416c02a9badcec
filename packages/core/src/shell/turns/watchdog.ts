import { decideWatchdog, watchdogDeadline } from '../../decide/watchdog.js';
import type { Clock, Logger } from '../../ports/environment.js';
import type { SchedulingPolicy } from '../../ports/scheduling-policy.js';
import type { Conversation } from '../conversation/conversation.js';

/** How long a store that failed is left alone. */
const RETRY_MS = 5_000;

/** Ends the conversation when its agents let too much time pass; returns how to stop watching. */
export function watchConversation(
  conversation: Conversation,
  options: { readonly schedulingPolicy: SchedulingPolicy; readonly clock: Clock; readonly logger: Logger },
): () => void {
  const { schedulingPolicy, clock, logger } = options;
  let deadline: number | null = null;
  let earliest = 0;
  let isOver = false;
  let cancel: () => void = () => undefined;

  function look(): void {
    if (isOver) return;
    const next = watchdogDeadline(conversation.control, conversation.waitedUntilMs, schedulingPolicy);
    if (next === deadline) return;
    deadline = next;
    cancel();
    cancel = () => undefined;
    if (next === null) return;
    // While it waits, the conversation stays in memory: nobody else would look again.
    const release = conversation.retain();
    const stop = clock.after(Math.max(0, Math.max(next, earliest) - clock.now()), () => {
      void bark().finally(release);
    });
    cancel = () => {
      stop();
      release();
    };
  }

  async function bark(): Promise<void> {
    cancel = () => undefined;
    try {
      await conversation.commit(({ control }) =>
        decideWatchdog(control, conversation.waitedUntilMs, schedulingPolicy, clock.now()),
      );
    } catch (error) {
      earliest = clock.now() + RETRY_MS;
      logger.log('error', 'A conversation could not be ended by its watchdog.', {
        conversationId: conversation.conversationId,
        cause: String(error),
      });
    }
    deadline = null;
    look();
  }

  const unsubscribe = conversation.onChange(look);
  look();
  return () => {
    isOver = true;
    unsubscribe();
    cancel();
  };
}
