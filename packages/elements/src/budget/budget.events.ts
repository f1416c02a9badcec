import type { Budget } from '@agent-chat/protocol';

const OPTIONS = { bubbles: true, composed: true, cancelable: true } as const;

/** A person sets, changes or lifts a cap. Cancelable: then it stays as it is. */
export class AgentChatSetBudgetEvent extends Event {
  static readonly eventName = 'agent-chat-set-budget';
  /** As it is to be; `limit: null` lifts it. */
  readonly budget: Budget;

  constructor(budget: Budget) {
    super(AgentChatSetBudgetEvent.eventName, OPTIONS);
    this.budget = budget;
  }
}

/** A person lets work go on that was paused. Cancelable: then it stays paused. */
export class AgentChatResumeEvent extends Event {
  static readonly eventName = 'agent-chat-resume';
  /** The run that is paused; `null`: the conversation is. */
  readonly runId: string | null;

  constructor(runId: string | null) {
    super(AgentChatResumeEvent.eventName, OPTIONS);
    this.runId = runId;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-set-budget': AgentChatSetBudgetEvent;
    'agent-chat-resume': AgentChatResumeEvent;
  }
}
