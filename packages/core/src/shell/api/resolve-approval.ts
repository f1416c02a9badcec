import { AgentChatError, canonicalHash, type MethodParams, type MethodResult } from '@agent-chat/protocol';
import { decideResolveApproval } from '../../decide/approval.js';
import type { Conversation } from '../conversation.js';
import type { ApiCall } from './api-context.js';
import { requireSize } from '../../decide/payload-size.js';

/** Somebody answers an approval. What they edited is checked before anything is decided. */
export async function resolveApproval(
  call: ApiCall,
  params: MethodParams<'resolveApproval'>,
): Promise<MethodResult<'resolveApproval'>> {
  const { guard, clock, maxMessageBytes } = call.context;
  const { decision, editedArgs } = params;
  const isEdited = decision === 'approve' && editedArgs !== undefined;
  if (isEdited) requireSize(editedArgs, maxMessageBytes);
  const editedHash = isEdited ? await canonicalHash(editedArgs) : undefined;
  if (isEdited) {
    await call.use(call.open(params.conversationId), (conversation) =>
      requireFit(call, conversation, params.approvalId, editedArgs),
    );
  }
  return call.command('resolveApproval', params, (state, by) =>
    decideResolveApproval(state, by, params, {
      editedHash,
      now: clock.now(),
      readPolicy: guard.readPolicy,
      settingEvents: () => [],
    }),
  );
}

/** Edited arguments fit the tool's own schema, where its agent runs here. */
function requireFit(call: ApiCall, { control }: Conversation, approvalId: string, args: unknown): void {
  const approval = control.approvals.find((one) => one.approvalId === approvalId);
  // Whoever may not answer, or comes late, is told so by the decision that follows.
  if (approval?.subject.kind !== 'tool' || approval.resolution !== null) return;
  const { author, subject } = approval;
  const fault = call.context.guard.validateToolArgs(author, subject.name, args);
  if (fault === null) return;
  throw new AgentChatError('InvalidRequest', fault.message, { details: fault.details });
}
