import { AgentChatError, canonicalHash, type OpenApproval } from '@agent-chat/protocol';
import { decideResolveApproval } from '../../decide/approval.js';
import type { Conversation } from '../conversation.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import { requireSize } from '../../decide/payload-size.js';

export function settingHandlers(call: ApiCall): HandlersOf<'resolveApproval'> {
  const { context } = call;

  return {
    async resolveApproval(params) {
      const { guard, clock } = context;
      const isEdited = params.decision === 'approve' && params.editedArgs !== undefined;
      if (isEdited) requireSize(params.editedArgs, context.maxMessageBytes);
      const editedHash = isEdited ? await canonicalHash(params.editedArgs) : undefined;
      if (isEdited) {
        await call.use(call.open(params.conversationId), (conversation) =>
          requireFit(call, conversation, params.approvalId, params.editedArgs),
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
    },
  };
}

/** Edited arguments fit the tool's own schema, where its agent runs here. */
function requireFit(call: ApiCall, { control }: Conversation, approvalId: string, args: unknown): void {
  const approval = control.approvals.find((one): one is OpenApproval => one.approvalId === approvalId);
  // Who may not know of it is told so by the decision, which comes after.
  if (approval?.subject.kind !== 'tool' || approval.resolution !== null) return;
  const { author, subject } = approval;
  const fault = call.context.guard.validateToolArgs(author, subject.name, args);
  if (fault === null) return;
  throw new AgentChatError('InvalidRequest', fault.message, { details: fault.details });
}
