import {
  AgentChatError,
  type Approvers,
  type ConversationEvent,
  type MeterAmount,
  type Reason,
  textHash,
  type ToolTraits,
} from '@agent-chat/protocol';
import { decideRequestApproval, expiryOf } from '../../decide/approval.js';
import { summed } from '../../decide/budget.js';
import type { Decide } from '../../decide/decision.js';
import { requireExecution } from '../../decide/execution.js';
import { loggedCall } from '../../decide/logged-call.js';
import type { SettingProposal } from '../../decide/propose-setting.js';
import { decideHandOff } from '../../decide/remark.js';
import { decideStartTool, type ToolStart } from '../../decide/start-tool.js';
import { decideTakeSteered } from '../../decide/steer.js';
import { isParked } from '../../policy/guidance.js';
import type { RunnerControl } from '../../ports/agent-runner.js';
import { placeOf } from '../../ports/conversation-place.js';
import { reserveAmounts } from './budgets.js';
import type { CommitOptions } from '../conversation/commit-options.js';
import type { HeldExecution } from './held-execution.js';
import { proposeSetting } from './propose-setting.js';

/** Of a request from elsewhere: a retry with the same key gets the first result. */
type Keyed = Pick<CommitOptions, 'key'>;

/**
 * What a runner asks of the orchestrator during one execution, wherever it lives: whether a call
 * may run, what may be spent, what people wrote meanwhile. Every decision is made on the newest
 * state and logged under the execution's fence.
 */
export class ExecutionControl implements RunnerControl {
  readonly #options: HeldExecution;

  constructor(options: HeldExecution) {
    this.#options = options;
  }

  /** Whether the turn waits for a person, so that the execution may end without closing it. */
  get isParked(): boolean {
    return isParked(this.#options.conversation.control);
  }

  /** @throws AgentChatError `StaleFence`, `UnknownToolCall`, `Paused`, `ToolMayNotRepeat` */
  async startTool(toolCallId: string, traits: ToolTraits = {}, keyed: Keyed = {}): Promise<ToolStart> {
    const { conversation, executionId, guard, ids, clock } = this.#options;
    const approvalId = ids.next('approval');
    return this.#commit((state) => {
      const { call } = loggedCall(state, executionId, toolCallId);
      return decideStartTool(state, {
        executionId,
        toolCallId,
        traits,
        approvalId,
        now: clock.now(),
        approvalTtlMs: guard.approvalTtlMs,
        approvers: guard.approversOf(state.control, call.name, placeOf(conversation)),
        readPolicy: guard.readPolicy,
      });
    }, keyed);
  }

  /**
   * Asks for a call whatever the guard says. One that was asked for before is not asked for again.
   * @throws AgentChatError `StaleFence`, `UnknownToolCall`, `ToolMayNotRepeat`
   */
  async requestApproval(
    toolCallId: string,
    request: {
      /** Default: the orchestrator's. */
      readonly approvers?: Approvers | undefined;
      /** Default: the orchestrator's. */
      readonly expiresInMs?: number | undefined;
      readonly reason?: Reason | undefined;
    } = {},
    keyed: Keyed = {},
  ): Promise<{ seq: number; approvalId: string }> {
    const { conversation, executionId, guard, ids, clock } = this.#options;
    const approvalId = ids.next('approval');
    const ttlMs = request.expiresInMs ?? guard.approvalTtlMs;
    return this.#commit((state) => {
      const { call } = loggedCall(state, executionId, toolCallId);
      return decideRequestApproval(state, {
        executionId,
        toolCallId,
        approvalId,
        approvers: request.approvers ?? guard.approversOf(state.control, call.name, placeOf(conversation)),
        expiresAt: expiryOf(clock.now(), ttlMs),
        reason: request.reason,
      });
    }, keyed);
  }

  /**
   * Holds `amounts` against every budget that counts them. `requestId` makes a retry the same
   * reservation.
   *
   * @throws AgentChatError `StaleFence`, `Paused`, `BudgetExceeded`
   */
  async reserve(amounts: readonly MeterAmount[], requestId?: string): Promise<string> {
    const { executionId, ids, fence, require } = this.#options;
    const own = requestId === undefined ? ids.next('reservation') : textHash(requestId).slice(0, 40);
    const reservationId = `${this.#place}/${this.#holder}/${own}`;
    await reserveAmounts(this.#options, reservationId, amounts, fence, (control) => {
      require?.(control);
      requireExecution(control, executionId);
    });
    return reservationId;
  }

  /** @throws AgentChatError `UnknownReservation` for one that is not this execution's */
  async settle(reservationId: string, amounts: readonly MeterAmount[]): Promise<void> {
    const { conversation, ledger } = this.#options;
    this.#requireOwn(reservationId);
    await ledger.settle({ tenant: conversation.tenant, reservationId, actual: summed(amounts) });
  }

  /** @throws AgentChatError `UnknownReservation` for one that is not this execution's */
  async release(reservationId: string): Promise<void> {
    const { conversation, ledger } = this.#options;
    this.#requireOwn(reservationId);
    await ledger.release({ tenant: conversation.tenant, reservationId });
  }

  /** A ledger knows no conversations: what is reserved in one is nobody's in another. */
  get #place(): string {
    const { conversation, executionId } = this.#options;
    return textHash(JSON.stringify([conversation.conversationId, executionId])).slice(0, 40);
  }

  /** Who may settle it also when the execution is over, and others may name that too. */
  get #holder(): string {
    return textHash(this.#options.agentId).slice(0, 32);
  }

  #requireOwn(reservationId: string): void {
    const place = `${this.#place}/`;
    const own = this.#options.mayActForAll === true ? place : `${place}${this.#holder}/`;
    if (reservationId.startsWith(own)) return;
    throw new AgentChatError('UnknownReservation', 'This execution has no such reservation.');
  }

  /**
   * @throws AgentChatError `StaleFence`, `UnknownMessage`, `InvalidRequest` for what is no setting,
   * `InvalidPolicy` for a rule that is none
   */
  async proposeSetting(setting: unknown, causedBy: number, { key }: Keyed = {}): Promise<SettingProposal> {
    const options = { fence: this.#options.fence, ...(key !== undefined && { key }) };
    return proposeSetting(this.#options, setting, causedBy, options);
  }

  /** @throws AgentChatError `StaleFence`, `NotOnRoster` */
  async handOff(to: string, reason?: string): Promise<void> {
    const { agentId, executionId } = this.#options;
    const by = { participantId: agentId, operator: false };
    await this.#commit(({ control }) => decideHandOff(control, by, { to, reason, executionId }), {});
  }

  async takeSteered(keyed: Keyed = {}): Promise<readonly ConversationEvent[]> {
    const { conversation, executionId } = this.#options;
    // A retry finds nothing that waits, and gets what it was given before.
    const isRetry = keyed.key !== undefined;
    if (!isRetry && !conversation.control.queue.some(({ delivery }) => delivery === 'steer')) return [];
    const { seq, count } = await this.#commit(
      ({ control }) => decideTakeSteered(control, executionId),
      keyed,
    );
    if (count === 0) return [];
    const logged = await conversation.read(seq - 1, count);
    return logged.map(({ event }) => event);
  }

  #commit<R>(decide: Decide<R>, { key }: Keyed): Promise<R> {
    const { conversation, fence, require } = this.#options;
    const decideAs: Decide<R> = (state) => {
      require?.(state.control);
      return decide(state);
    };
    return conversation.commit(decideAs, { fence, ...(key !== undefined && { key }) });
  }
}
