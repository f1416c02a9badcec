import type { ControlState, ConversationState } from '@agent-chat/protocol';
import type { OrchestratorAttachments } from '../../attachments/attachments.js';
import { decideExpireApprovals, nextExpiry } from '../../decide/approval.js';
import type { Decide } from '../../decide/decision.js';
import { decideReleaseHeld, heldSince } from '../../decide/promote-queued.js';
import { decideEndSilent, decideTakeTurn, silentSince, type TakenTurn } from '../../decide/take-turn.js';
import { mayRunAlone } from '../../policy/auto-run.js';
import { dueIn, guidanceOf } from '../../policy/guidance.js';
import type { AgentRunner, RunnerTurn } from '../../ports/agent-runner.js';
import type { BudgetRule } from '../../ports/budget-rule.js';
import type { Clock, Ids, Logger } from '../../ports/environment.js';
import type { EventStore, Lease } from '../../ports/event-store.js';
import type { Ledger } from '../../ports/ledger.js';
import type { SchedulingPolicy } from '../../ports/scheduling-policy.js';
import type { Conversation } from '../conversation/conversation.js';
import { type EndReason, runExecution } from './execution.js';
import { ExecutionControl } from './execution-control.js';
import type { Guard } from './guard.js';
import { keepLease } from './keep-lease.js';
import { runnerTurn } from './runner-turn.js';
import type { SettingRules } from './setting-rules.js';

export interface TurnDriverOptions {
  readonly store: EventStore;
  readonly agents: Readonly<Record<string, AgentRunner>>;
  readonly schedulingPolicy: SchedulingPolicy;
  readonly guard: Guard;
  readonly settings: SettingRules;
  readonly ledger: Ledger;
  readonly budgetsFor: BudgetRule;
  readonly attachments: OrchestratorAttachments | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly leaseMs: number;
  readonly idleTurnMs: number;
  /** Names this process among the owners of leases. */
  readonly owner: string;
}

/** What a platform's timers can wait at most. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** `held`: somebody else holds the lease; `later`: the store failed. It is looked at again. */
type Outcome = 'done' | 'held' | 'later';

/**
 * Sees to it that the turn of one conversation is run: starts the agent that is due, takes over a
 * turn whose runner died, and clears one that fell silent. One runner at a time, under a lease.
 * What it writes is decided on the newest state, never on the one that made it look.
 */
export class TurnDriver {
  readonly #conversation: Conversation;
  readonly #options: TurnDriverOptions;
  #running: Promise<void> | null = null;
  #executing: AbortController | null = null;
  #cancelTimer: (() => void) | null = null;
  /** Something happened while it worked. */
  #missedWake = false;
  #closed = false;

  constructor(conversation: Conversation, options: TurnDriverOptions) {
    this.#conversation = conversation;
    this.#options = options;
  }

  /** Looks at the state and does what is due. Safe to call at any time, any number of times. */
  wake(): void {
    if (this.#closed) return;
    this.#missedWake = true;
    if (this.#running !== null) return;
    this.#cancelTimer?.();
    const { control } = this.#conversation;
    if (control.seq === 0 || control.ended || this.#conversation.gone) return;
    if ((nextExpiry(control) ?? Infinity) <= this.#options.clock.now()) {
      this.#track(this.#expireApprovals());
      return;
    }
    const agentId = this.#dueAgent(control);
    const isStopped = control.openTurn?.execution != null && control.openTurn.stop !== null;
    if (agentId !== null || isStopped)
      this.#track(this.#withLease((lease) => this.#takeTurn(lease, agentId)));
    else this.#wait(control);
  }

  /** Lets go of the turn without closing it: whoever starts next takes it over. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#executing?.abort('shutdown' satisfies EndReason);
    await this.#running;
  }

  /** The agent that must act now, if its runner is here. */
  #dueAgent(control: ControlState): string | null {
    // A turn without an execution belongs to somebody who writes by commands.
    if (control.openTurn !== null && control.openTurn.execution === null) return null;
    if (control.openTurn === null && !mayRunAlone(control) && this.#conversation.drivers === 0) return null;
    const due = dueIn(guidanceOf(control, this.#options.schedulingPolicy));
    return due.find((id) => Object.hasOwn(this.#options.agents, id) && isInternal(control, id)) ?? null;
  }

  /** While it works, the conversation stays in memory. */
  #track(work: Promise<Outcome>): void {
    const { leaseMs } = this.#options;
    const release = this.#conversation.retain();
    this.#missedWake = false;
    this.#running = work
      .catch((error: unknown): Outcome => {
        this.#report(error);
        return 'later';
      })
      .then((outcome) => {
        this.#running = null;
        // Whoever held the lease may have let go of it in the meantime.
        const isWorthIt = outcome === 'done' || (outcome === 'held' && this.#missedWake);
        if (!isWorthIt) this.#wakeAfter(leaseMs);
        else this.wake();
        release();
      });
  }

  #report(error: unknown): void {
    this.#options.logger.log('error', 'A turn could not be driven.', {
      conversationId: this.#conversation.conversationId,
      cause: String(error),
    });
  }

  async #withLease(work: (lease: Lease) => Promise<void>): Promise<Outcome> {
    const { store, owner, leaseMs } = this.#options;
    const lease = await store.acquireLease(this.#conversation.conversationId, owner, leaseMs);
    if (lease === null) {
      await this.#conversation.noticeGone();
      return 'held';
    }
    try {
      if (!this.#closed) await work(lease);
    } finally {
      await store.releaseLease(lease);
    }
    return 'done';
  }

  async #takeTurn(lease: Lease, agentId: string | null): Promise<void> {
    const { ids, schedulingPolicy } = this.#options;
    const executionId = ids.next('execution');
    const take = { executionId, agentId, fence: lease.fence, newMessageId: ids.next('message') };
    const taken = await this.#commit(lease, ({ control }) => decideTakeTurn(control, take, schedulingPolicy));
    const runner = agentId === null ? undefined : this.#options.agents[agentId];
    if (taken.type !== 'started' || agentId === null || runner === undefined) return;
    await this.#run(lease, runner, { ...taken, agentId, executionId });
  }

  async #run(
    lease: Lease,
    runner: AgentRunner,
    started: Extract<TakenTurn, { type: 'started' }> & Pick<RunnerTurn, 'agentId' | 'executionId'>,
  ): Promise<void> {
    const { ids, logger, clock, leaseMs, store, guard, settings, ledger, budgetsFor } = this.#options;
    const conversation = this.#conversation;
    const { turn, agentId, executionId } = started;
    const hard = new AbortController();
    const graceful = new AbortController();
    this.#executing = hard;
    if (this.#closed) hard.abort('shutdown' satisfies EndReason);
    const stopWatching = conversation.onChange(() => {
      if (conversation.gone) hard.abort('lost' satisfies EndReason);
      else watchTurn(conversation.state, started, graceful, hard);
    });
    const stopBeating = keepLease({
      store,
      lease,
      leaseMs,
      clock,
      onLost: () => hard.abort('lost' satisfies EndReason),
    });
    const { fence } = lease;
    const held = { conversation, agentId, executionId, fence, turn };
    const control = new ExecutionControl({ ...held, guard, settings, ledger, budgetsFor, ids, clock });
    try {
      await runExecution({
        conversation,
        runner,
        turn: runnerTurn(conversation.control, { ...started, tenant: conversation.tenant }),
        fence,
        control,
        readPolicy: guard.readPolicy,
        attachments: this.#options.attachments,
        ids,
        logger,
        signal: hard.signal,
        graceful: graceful.signal,
      });
    } finally {
      stopBeating();
      stopWatching();
      this.#executing = null;
      conversation.live.drafts.clear();
      conversation.live.progress = null;
    }
  }

  /**
   * A turn that nobody here runs ends when it has been silent for too long, and messages wait no longer for
   * an agent that does not begin.
   */
  #wait(control: ControlState): void {
    const { clock, ids, idleTurnMs, schedulingPolicy } = this.#options;
    const conversation = this.#conversation;
    const now = clock.now();
    const boundMs = now - idleTurnMs;
    const { waitedUntilMs } = conversation;
    const idleSince =
      silentSince(control, waitedUntilMs) ?? heldSince(control, waitedUntilMs, schedulingPolicy);
    const idleLeftMs = (idleSince ?? Infinity) - boundMs;
    if (idleLeftMs > 0) {
      const leftMs = Math.min(idleLeftMs, (nextExpiry(control) ?? Infinity) - now);
      if (leftMs !== Infinity) this.#wakeAfter(Math.min(leftMs, MAX_WAIT_MS));
      return;
    }
    this.#track(
      this.#withLease(async (lease) => {
        const newMessageId = ids.next('message');
        await this.#commit(lease, ({ control }) =>
          control.openTurn === null
            ? decideReleaseHeld(control, conversation.waitedUntilMs, boundMs, schedulingPolicy)
            : decideEndSilent(control, conversation.waitedUntilMs, boundMs, newMessageId),
        );
      }),
    );
  }

  /** Needs no lease: whoever comes second finds nothing to expire. */
  async #expireApprovals(): Promise<Outcome> {
    await this.#conversation.commit(({ control }) =>
      decideExpireApprovals(control, this.#options.clock.now()),
    );
    return 'done';
  }

  #commit<R>(lease: Lease, decide: Decide<R>): Promise<R> {
    return this.#conversation.commit(decide, { fence: lease.fence });
  }

  /** While it waits, the conversation stays in memory: nobody else would look again. */
  #wakeAfter(delayMs: number): void {
    if (this.#closed) return;
    this.#cancelTimer?.();
    const release = this.#conversation.retain();
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#cancelTimer = null;
      this.wake();
      release();
    });
    this.#cancelTimer = () => {
      this.#cancelTimer = null;
      cancel();
      release();
    };
  }
}

/** Whether the agent is one that nodes of the orchestrator run. */
function isInternal({ participants }: ControlState, agentId: string): boolean {
  return participants.find((one) => one.participantId === agentId)?.hosting !== 'external';
}

interface RunningTurn {
  readonly turn: number;
  readonly executionId: string;
  readonly agentId: string;
}

/** Passes what the log says of the turn on to its runner. */
function watchTurn(
  state: ConversationState,
  running: RunningTurn,
  graceful: AbortController,
  hard: AbortController,
): void {
  const { openTurn } = state.control;
  const isHeld = openTurn?.execution?.executionId === running.executionId;
  if (!isHeld && isClosedByItself(state, running)) return;
  if (!isHeld || !isInternal(state.control, running.agentId)) {
    hard.abort('lost' satisfies EndReason);
    return;
  }
  if (openTurn.stop !== null) graceful.abort();
  if (openTurn.stop === 'hard') hard.abort('stopped' satisfies EndReason);
}

/** Whether the runner's own last message has closed the turn, whatever followed it in the same append. */
function isClosedByItself({ timeline }: ConversationState, { turn, agentId }: RunningTurn): boolean {
  const { entries } = timeline;
  for (let at = entries.end - 1; at >= entries.first; at--) {
    const entry = entries.get(at);
    // What belongs to no turn has the number 0.
    if (entry === undefined || entry.turn === 0 || entry.turn > turn) continue;
    const isIts = entry.turn === turn && entry.author === agentId;
    return isIts && entry.kind === 'message' && entry.finality !== 'none';
  }
  return false;
}
