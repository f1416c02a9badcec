import type { Clock, Logger, Orchestrator } from '@agent-chat/core';
import {
  AgentChatError,
  type ConversationRecord,
  type ErrorCode,
  type MethodResult,
} from '@agent-chat/protocol';
import { newDayMessage } from '../agent/day-words.ts';
import { type Desk, TENANT } from '../campaign/desk.ts';
import { dayOf, dueDay } from './due-brief.ts';

/** Who tells the agent that a day has begun: a participant like any other, so that the log says so. */
export const SCHEDULE = { participantId: 'schedule', kind: 'user', displayName: 'Schedule' } as const;

const DAY_MS = 86_400_000;
const RETRY_MS = 60_000;
const PAGE = 100;
/** A conversation that is over, or has no schedule on its roster, asks for no briefs. */
const ASKS_FOR_NONE: readonly ErrorCode[] = ['Forbidden', 'ConversationEnded', 'ConversationGone'];

export interface Briefs {
  start(): void;
  close(): Promise<void>;
}

/**
 * Wakes campaigns that run alone (level 4) at the beginning of each day in UTC, or when the process starts
 * after one that it has missed: the agent writes the brief that is due (`due-brief.ts`), and goes on with
 * what the new day's budget allows.
 */
export function createBriefs({
  orchestrator,
  desk,
  clock,
  logger,
}: {
  readonly orchestrator: Pick<Orchestrator, 'as'>;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
}): Briefs {
  const operator = orchestrator.as({ kind: 'operator', tenant: TENANT, participantId: 'campaign-desk' });
  const schedule = orchestrator.as({ kind: 'member', tenant: TENANT, participantId: SCHEDULE.participantId });
  let cancel: (() => void) | null = null;
  let cancelRetry: (() => void) | null = null;
  let working: Promise<void> = Promise.resolve();

  function plan(): void {
    const untilMidnight = DAY_MS - (clock.now() % DAY_MS);
    cancel = clock.after(untilMidnight, () => {
      plan();
      work();
    });
  }

  function work(): void {
    working = working.then(wakeAll).catch((error: unknown) => {
      logger?.log('error', 'The briefs of a day could not be asked for.', { cause: String(error) });
      cancelRetry = clock.after(RETRY_MS, work);
    });
  }

  async function wakeAll(): Promise<void> {
    const today = dayOf(new Date(clock.now()).toISOString());
    const failed: unknown[] = [];
    const beganAt = new Date(clock.now()).toISOString();
    // One that cannot be woken keeps no other one asleep.
    const wakeOne = ({ conversationId }: ConversationRecord) =>
      wake(conversationId, today).catch((error: unknown) => {
        failed.push(error);
      });
    for await (const record of everyConversation()) await wakeOne(record);
    // One that somebody wrote in meanwhile may have moved to a page that was read already.
    for await (const record of everyConversation()) {
      if (record.updatedAt < beganAt) break;
      await wakeOne(record);
    }
    if (failed.length > 0) throw new AggregateError(failed, String(failed[0]));
  }

  /** Newest activity first, page by page. */
  async function* everyConversation(): AsyncGenerator<ConversationRecord> {
    let after: string | null = null;
    do {
      const page: MethodResult<'listConversations'> = await operator.call('listConversations', {
        limit: PAGE,
        ...(after !== null && { after }),
      });
      yield* page.conversations;
      after = page.next;
    } while (after !== null);
  }

  async function wake(conversationId: string, today: string): Promise<void> {
    const runId = await desk.currentRun(conversationId);
    const found = runId === null ? null : await desk.read(conversationId, runId);
    if (found === null || found.level !== 4 || found.isPaused || found.isOver) return;
    const { briefEvery } = found.campaign;
    const run = { runId: found.runId, briefEvery, scheduleId: SCHEDULE.participantId };
    const due = dueDay(found.log.state, run, today);
    if (due === null) return;
    try {
      await schedule.call('sendMessage', {
        conversationId,
        // Once a day, also when two nodes tick or one starts again.
        clientRequestId: `day-${today}`,
        parts: [{ type: 'text', partId: 'text', text: newDayMessage(due.brief) }],
      });
    } catch (error) {
      if (!AgentChatError.isInstance(error) || !ASKS_FOR_NONE.includes(error.code)) throw error;
    }
  }

  return {
    start() {
      plan();
      // A midnight that passed while nothing ran.
      work();
    },
    async close() {
      cancel?.();
      await working;
      cancelRetry?.();
    },
  };
}
