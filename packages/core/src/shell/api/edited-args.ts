import type { ErrorBody, MethodParams } from '@agent-chat/protocol';
import { placeOf } from '../../ports/conversation-place.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ApiCall } from './api-context.js';

/**
 * What is wrong with the arguments that a person edited, as the agent of the call says; `null`: nothing, or
 * nobody here knows.
 */
export async function faultOfEdited(
  { context: { agents } }: ApiCall,
  conversation: Pick<Conversation, 'control' | 'tenant' | 'conversationId'>,
  { approvalId, decision, editedArgs }: MethodParams<'resolveApproval'>,
): Promise<ErrorBody | null> {
  if (decision !== 'approve' || editedArgs === undefined) return null;
  const asked = conversation.control.approvals.find((one) => one.approvalId === approvalId);
  if (asked === undefined || asked.resolution !== null || asked.subject.kind !== 'tool') return null;
  const agent = Object.hasOwn(agents, asked.author) ? agents[asked.author] : undefined;
  return (await agent?.validateToolArgs?.(asked.subject.name, editedArgs, placeOf(conversation))) ?? null;
}
