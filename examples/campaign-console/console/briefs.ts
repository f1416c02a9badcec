import type { Clock, Logger, Orchestrator } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { type Desk, TENANT } from '../campaign/desk.ts';

/** Who tells the agent that a day has begun: a participant like any other, so that the log says so. */
export const SCHEDULE = { participantId: 'schedule', kind: 'user', displayName: 'Schedule' } as const;

const DAY_MS = 86_400_000;

export interface Briefs {
  start(): void;
  close(): Promise<void>;
}

/**
 * Wakes campaigns that run alone (level 4) at the beginning of each day in UTC, or when the process starts
 * later on that day: the agent writes its daily brief, or on Mondays its weekly one, and goes on with what
 * the new day's budget allows.
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
    });
  }

  async function wakeAll(): Promise<void> {
    const day = new Date(clock.now());
    const { conversations } = await operator.call('listConversations', { limit: 1_000 });
    for (const { conversationId } of conversations) await wake(conversationId, day);
  }

  async function wake(conversationId: string, day: Date): Promise<void> {
    const runId = await desk.currentRun(conversationId);
    const found = runId === null ? null : await desk.read(conversationId, runId);
    if (found === null || found.level !== 4 || found.isPaused) return;
    // Who has worked on this day already is not told that it begins.
    if (found.snapshot.control.updatedAt >= day.toISOString().slice(0, 10)) return;
    const isMonday = day.getUTCDay() === 1;
    const brief =
      found.campaign.briefEvery === 'day'
        ? ' Write the daily brief.'
        : isMonday
          ? ' Write the weekly brief.'
          : '';
    try {
      await schedule.call('sendMessage', {
        conversationId,
        // Once a day, also when two nodes tick or one starts again.
        clientRequestId: `day-${day.toISOString().slice(0, 10)}`,
        parts: [{ type: 'text', partId: 'text', text: `A new day has begun.${brief} Go on.` }],
      });
    } catch (error) {
      // A conversation without the schedule on its roster asks for no briefs.
      if (!AgentChatError.isInstance(error) || error.code !== 'Forbidden') throw error;
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
    },
  };
}
