import type { ControlState, OpenTurn } from '@agent-chat/protocol';
import { decideCloseFailed, decideStartExecution } from '../decide/execution.js';
import { clearTurnEvents } from '../decide/stop.js';
import { guidanceOf } from '../policy/guidance.js';
import type { AgentRunner, RunnerTurn } from '../ports/agent-runner.js';
import type { Clock, Ids, Logger } from '../ports/environment.js';
import type { EventStore, Lease } from '../ports/event-store.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import type { Conversation } from './conversation.js';
import { type EndReason, runExecution } from './execution.js';

/** After so many executions in a row that died, a turn is closed as failed rather than tried again. */
const MAX_ATTEMPTS = 3;

export interface TurnDriverOptions {
  readonly store: EventStore;
  readonly agents: Readonly<Record<string, AgentRunner>>;
  readonly policy: SchedulingPolicy;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly leaseMs: number;
  readonly idleTurnMs: number;
  /** Names this process among the owners of leases. */
  readonly owner: string;
}

/**
 * Sees to it that the turn of one conversation is run: starts the agent that is due, takes over a
 * turn whose runner died, and clears one that fell silent. One runner at a time, under a lease.
 */
export class TurnDriver {
  readonly #conversation: Conversation;
  readonly #options: TurnDriverOptions;
  readonly #hard = new Set<AbortController>();
  #running: Promise<void> | null = null;
  #cancelTimer: (() => void) | null = null;
  #closed = false;

  constructor(conversation: Conversation, options: TurnDriverOptions) {
    this.#conversation = conversation;
    this.#options = options;
  }

  /** Whether a runner of this process holds the open turn. */
  get isRunning(): boolean {
    return this.#hard.size > 0;
  }

  /** Looks at the state and does what is due. Safe to call at any time, any number of times. */
  wake(): void {
    if (this.#running !== null || this.#closed) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const work = this.#nextWork();
    if (work === null) {
      this.#watchIdle();
      return;
    }
    this.#track(this.#hold());
  }

  #track(work: Promise<'done' | 'later'>): void {
    const { logger, leaseMs } = this.#options;
    this.#conversation.users += 1;
    this.#running = work
      .catch((error: unknown) => {
        logger.log('error', 'A turn could not be driven.', {
          conversationId: this.#conversation.conversationId,
          cause: String(error),
        });
        return 'later' as const;
      })
      .then((outcome) => {
        this.#conversation.users -= 1;
        this.#running = null;
        if (outcome === 'later') this.#wakeAfter(leaseMs);
        else this.wake();
      });
  }

  /** Lets go of the turn without closing it: whoever starts next takes it over. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    for (const controller of this.#hard) controller.abort('shutdown' satisfies EndReason);
    await this.#running;
  }

  /** The agent of this process that must act now: to go on with its open turn, or to start one. */
  #nextWork(): { agentId: string; runner: AgentRunner } | null {
    const { control } = this.#conversation;
    const { agents, policy } = this.#options;
    if (control.seq === 0 || control.ended) return null;
    // A turn without an execution belongs to somebody who writes by commands.
    if (control.openTurn !== null && control.openTurn.execution === null) return null;
    const agentId = guidanceOf(control, policy).nextParticipantId;
    const runner = agentId !== null && Object.hasOwn(agents, agentId) ? agents[agentId] : undefined;
    return agentId === null || runner === undefined ? null : { agentId, runner };
  }

  async #hold(): Promise<'done' | 'later'> {
    const { store, owner, leaseMs } = this.#options;
    const { conversationId } = this.#conversation;
    const lease = await store.acquireLease(conversationId, owner, leaseMs);
    if (lease === null) return 'later';
    try {
      // Another node may have gone on with the turn until it let go of the lease.
      await this.#conversation.refresh();
      const work = this.#nextWork();
      if (work === null || (await this.#settleDead(lease))) return 'done';
      await this.#run(lease, work);
      return 'done';
    } finally {
      await store.releaseLease(lease);
    }
  }

  /**
   * A turn that is open under a lease that could be taken has lost its runner. Without a started
   * tool it is cleared and will start anew; with one it is resumed from what it logged. `true`
   * when the turn was settled here and there is nothing left to run.
   */
  async #settleDead(lease: Lease): Promise<boolean> {
    const { openTurn, lostAttempts } = this.#conversation.control;
    if (openTurn?.execution == null) return false;
    if (openTurn.stop !== null) {
      await this.#clear(openTurn.turn, 'stopped', lease);
      return true;
    }
    const resumes = openTurn.toolCalls.some((call) => call.status !== 'called');
    const attempts = Math.max(openTurn.execution.attempt, lostAttempts + 1);
    if (attempts >= MAX_ATTEMPTS) {
      await this.#closeFailed(openTurn, lease);
      return true;
    }
    if (resumes) return false;
    await this.#clear(openTurn.turn, 'restart', lease);
    return true;
  }

  async #run(lease: Lease, work: { agentId: string; runner: AgentRunner }): Promise<void> {
    const { ids, logger, clock, leaseMs, store } = this.#options;
    const conversation = this.#conversation;
    const { fence } = lease;
    const executionId = ids.next('execution');
    const start = { executionId, agentId: work.agentId, fence };
    const { turn, attempt } = await conversation.commit((control) => decideStartExecution(control, start), {
      fence,
    });
    const hard = new AbortController();
    const graceful = new AbortController();
    this.#hard.add(hard);
    if (this.#closed) hard.abort('shutdown' satisfies EndReason);
    const stopWatching = conversation.onChange(() =>
      watchTurn(conversation.control, executionId, graceful, hard),
    );
    const stopBeating = keepLease(store, lease, leaseMs, clock, () => hard.abort('lost' satisfies EndReason));
    const runnerTurn: RunnerTurn = {
      conversationId: conversation.conversationId,
      turn,
      agentId: work.agentId,
      executionId,
      attempt,
      participants: conversation.control.participants,
    };
    try {
      await runExecution({
        conversation,
        runner: work.runner,
        turn: runnerTurn,
        fence,
        ids,
        logger,
        signal: hard.signal,
        graceful: graceful.signal,
      });
    } finally {
      stopBeating();
      stopWatching();
      this.#hard.delete(hard);
      conversation.drafts.clear();
      conversation.progress = null;
    }
  }

  async #clear(turn: number, reason: 'restart' | 'stopped' | 'idle', lease: Lease): Promise<void> {
    await this.#conversation.commit(
      (control) => ({
        events: control.openTurn?.turn === turn ? clearTurnEvents(control, turn, reason) : [],
        result: null,
      }),
      { fence: lease.fence },
    );
  }

  async #closeFailed(openTurn: OpenTurn, lease: Lease): Promise<void> {
    const messageId = this.#options.ids.next('message');
    await this.#conversation.commit(
      (control) =>
        decideCloseFailed(control, openTurn.turn, messageId, {
          status: 'failed',
          reason: {
            code: 'runner_lost',
            message: 'The agent stopped answering several times in a row.',
            retryable: true,
          },
        }),
      { fence: lease.fence },
    );
  }

  /** A turn that nobody here runs is cleared when it has been silent for too long. */
  #watchIdle(): void {
    const { openTurn } = this.#conversation.control;
    if (openTurn === null) return;
    const { clock, idleTurnMs } = this.#options;
    const silentMs = clock.now() - Date.parse(openTurn.lastTs);
    if (silentMs < idleTurnMs) this.#wakeAfter(idleTurnMs - silentMs);
    else this.#track(this.#clearIdle(openTurn.turn));
  }

  async #clearIdle(turn: number): Promise<'done' | 'later'> {
    const { store, owner, leaseMs, clock, idleTurnMs } = this.#options;
    const lease = await store.acquireLease(this.#conversation.conversationId, owner, leaseMs);
    // Somebody else runs it after all.
    if (lease === null) return 'later';
    try {
      await this.#conversation.refresh();
      const { openTurn } = this.#conversation.control;
      const silentMs = openTurn === null ? 0 : clock.now() - Date.parse(openTurn.lastTs);
      if (silentMs >= idleTurnMs) await this.#clear(turn, 'idle', lease);
      return 'done';
    } finally {
      await store.releaseLease(lease);
    }
  }

  #wakeAfter(delayMs: number): void {
    if (this.#closed) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.after(delayMs, () => this.wake());
  }
}

/** Passes what the log says of the turn on to its runner. */
function watchTurn(
  control: ControlState,
  executionId: string,
  graceful: AbortController,
  hard: AbortController,
): void {
  const { openTurn } = control;
  if (openTurn?.execution?.executionId !== executionId) {
    hard.abort('lost' satisfies EndReason);
    return;
  }
  if (openTurn.stop !== null) graceful.abort();
  if (openTurn.stop === 'hard') hard.abort('stopped' satisfies EndReason);
}

/** Renews the lease three times in its life; tells when it is lost. */
function keepLease(
  store: EventStore,
  lease: Lease,
  leaseMs: number,
  clock: Clock,
  onLost: () => void,
): () => void {
  let cancel: () => void;
  let stopped = false;
  const beat = (): void => {
    store.renewLease(lease, leaseMs).then(
      (held) => {
        if (stopped) return;
        if (held) cancel = clock.after(leaseMs / 3, beat);
        else onLost();
      },
      // A store that does not answer: the lease runs out by its own clock, so let go of the turn.
      () => {
        if (!stopped) onLost();
      },
    );
  };
  cancel = clock.after(leaseMs / 3, beat);
  return () => {
    stopped = true;
    cancel();
  };
}
