import type { ApprovalDecision } from '@agent-chat/protocol';
import { INTENT } from '../context/intent.js';

/** What a person answers to an approval. */
export interface ApprovalAnswer {
  readonly approvalId: string;
  readonly decision: ApprovalDecision;
  /** Of the arguments that were shown. */
  readonly argsHash: string;
  /** What is to run in their place; absent when nothing was changed. */
  readonly editedArgs?: unknown;
  /** Why it is denied. */
  readonly comment?: string;
}

/** A person approves or denies what an agent asks for. Cancelable: then nothing is answered. */
export class AgentChatResolveApprovalEvent extends Event {
  static readonly eventName = 'agent-chat-resolve-approval';
  readonly answer: ApprovalAnswer;

  constructor(answer: ApprovalAnswer) {
    super(AgentChatResolveApprovalEvent.eventName, INTENT);
    this.answer = answer;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-resolve-approval': AgentChatResolveApprovalEvent;
  }
}
