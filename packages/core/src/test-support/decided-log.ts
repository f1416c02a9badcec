import {
  type Budget,
  type ControlState,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  type EventDraft,
  foldEvent,
  type MethodParams,
  type Participant,
} from '@agent-chat/protocol';
import { decideSelectBranch } from '../decide/branch.js';
import { decideBudgetsExceeded } from '../decide/budget.js';
import { decideCreateConversation } from '../decide/create-conversation.js';
import { type Decision, systemEnvelope } from '../decide/decision.js';
import { decideExecutionMessage } from '../decide/execution.js';
import { decideResume } from '../decide/pause.js';
import { promoteQueued } from '../decide/promote-queued.js';
import { decideHandOff } from '../decide/remark.js';
import { decideSendMessage } from '../decide/send-message.js';
import { clearTurnEvents } from '../decide/stop.js';
import { guidanceOf } from '../policy/guidance.js';
import { isUser } from '../policy/participant-kind.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

const START = Date.UTC(2026, 0, 1);

export const user = (participantId: string): Participant => ({
  participantId,
  kind: 'user',
  displayName: participantId,
});
export const agent = (participantId: string): Participant => ({
  participantId,
  kind: 'agent',
  displayName: participantId,
});

/** A cap on the whole of the conversation `c1`. */
export const CAP: Budget = {
  meter: 'messages',
  scope: { kind: 'conversation', id: 'c1' },
  window: 'total',
  limit: 1,
};

/** A log that decisions alone write, with each state that it had. */
export class DecidedLog {
  readonly events: ConversationEvent[] = [];
  readonly states: ConversationState[] = [emptyState('c1')];
  /** The seqs that appends ended with: between them nobody sees a state. */
  readonly heads: number[] = [];
  #ids = 0;

  constructor(
    participants: readonly Participant[],
    metadata: Partial<MethodParams<'createConversation'>> = {},
  ) {
    const params = { clientRequestId: 'create', participants: [...participants], ...metadata };
    this.append(decideCreateConversation(this.control, 'host', params, null));
  }

  get state(): ConversationState {
    return this.states.at(-1) ?? emptyState('c1');
  }

  get control(): ControlState {
    return this.state.control;
  }

  /** @param policy by which what waits is taken up; default: only closes do that */
  append({ events }: Decision, policy?: SchedulingPolicy): void {
    let drafts = events;
    while (drafts.length > 0) {
      for (const draft of drafts) this.#log(draft);
      drafts = policy === undefined ? [] : promoteQueued(this.control, policy);
    }
    this.heads.push(this.events.length);
  }

  #log(draft: EventDraft): void {
    const seq = this.events.length + 1;
    const ts = new Date(START + seq).toISOString();
    const event = { ...draft, conversationId: 'c1', seq, ts } as ConversationEvent;
    this.events.push(event);
    this.states.push(foldEvent(this.state, event));
  }

  command(): { readonly conversationId: string; readonly clientRequestId: string } {
    return { conversationId: 'c1', clientRequestId: `r${++this.#ids}` };
  }

  /** A turn of one message, whoever is due; an agent's by an execution. */
  says(who: string, text = 'Go on.', handsTo?: string): string {
    const messageId = `m${++this.#ids}`;
    const parts = [{ type: 'text' as const, partId: 'p1', text }];
    if (isUser(this.control, who)) {
      const context = { newMessageId: messageId, newRunId: () => 'run' };
      this.append(decideSendMessage(this.state, who, { ...this.command(), parts }, context));
      return messageId;
    }
    const executionId = this.starts(who);
    if (handsTo !== undefined) {
      const by = { participantId: who, operator: false };
      this.append(decideHandOff(this.control, by, { ...this.command(), to: handsTo, executionId }));
    }
    this.append(
      decideExecutionMessage(this.control, executionId, { messageId, parts, finality: 'turn' as const }),
    );
    return messageId;
  }

  /** An agent's turn is open from here on. */
  starts(agentId: string): string {
    const executionId = `e${++this.#ids}`;
    const { lastTurn, actions } = this.control;
    const payload = { executionId, agentId, fence: this.#ids, turn: lastTurn + 1, attempt: 1 };
    const action = actions.find((one) => one.agentId === agentId);
    const started = { ...systemEnvelope(), type: 'execution_started' as const, payload };
    this.append({ events: [{ ...started, ...(action && { causedBy: action.seq }) }], result: null });
    return executionId;
  }

  clears(reason: 'stopped' | 'lost' | 'restart' | 'idle' | 'budget'): void {
    const { openTurn } = this.control;
    if (openTurn !== null) {
      this.append({ events: clearTurnEvents(this.control, openTurn.turn, reason), result: null });
    }
  }

  chooses(who: string, tipMessageId: string): void {
    const by = { participantId: who, operator: false };
    this.append(decideSelectBranch(this.state, by, { ...this.command(), tipMessageId }));
  }

  /** A report breaks a cap: people are told, and somebody lets the conversation go on. */
  breaksCap(): void {
    const broken = { budget: CAP, used: 2, requested: 0 };
    const newMessageId = `m${++this.#ids}`;
    this.append(decideBudgetsExceeded(this.control, [broken], { runId: null, newMessageId }));
    const by = { participantId: 'op', operator: true };
    this.append(decideResume(this.state, by, this.command()));
  }

  /** Whom `policy` lets act now, the preferred one first; nobody: a person is waited for. */
  due(policy: SchedulingPolicy): readonly string[] {
    const { nextParticipantId, candidates } = guidanceOf(this.control, policy);
    return candidates ?? (nextParticipantId === null ? [] : [nextParticipantId]);
  }

  /** Has whoever is due speak, so many times; where a person is waited for, `ada`. */
  plays(policy: SchedulingPolicy, turns: number): string[] {
    return Array.from({ length: turns }, () => {
      const [next = 'ada'] = this.due(policy);
      this.says(next);
      return next;
    });
  }
}
