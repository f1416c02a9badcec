import { AgentChatError } from '@agent-chat/protocol';
import type { Identity } from './identity.js';

/** Whoever may see and do everything in a tenant. */
export interface Operator {
  readonly tenant: string;
  readonly participantId: string;
}

/** @throws AgentChatError `Forbidden` */
export function operatorOf(identity: Identity | null): Operator {
  const caller = identity?.caller;
  if (caller?.kind === 'operator') return caller;
  throw new AgentChatError('Forbidden', 'Only an operator may do this.');
}
