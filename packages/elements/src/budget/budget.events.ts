import type { Budget } from '@agent-chat/protocol';
import { INTENT } from '../context/intent.js';

/** A person sets, changes or lifts a cap. Cancelable: then it stays as it is. */
export class AgentChatSetBudgetEvent extends Event {
  static readonly eventName = 'agent-chat-set-budget';
  /** As it is to be; `limit: null` lifts it. */
  readonly budget: Budget;

  constructor(budget: Budget) {
    super(AgentChatSetBudgetEvent.eventName, INTENT);
    this.budget = budget;
  }
}

/** A person lets work go on that was paused. Cancelable: then it stays paused. */
export class AgentChatResumeEvent extends Event {
  static readonly eventName = 'agent-chat-resume';
  /** The run that is paused; `null`: the conversation is. */
  readonly runId: string | null;

  constructor(runId: string | null) {
    super(AgentChatResumeEvent.eventName, INTENT);
    this.runId = runId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-set-budget': AgentChatSetBudgetEvent;
    'agent-chat-resume': AgentChatResumeEvent;
  }
}
