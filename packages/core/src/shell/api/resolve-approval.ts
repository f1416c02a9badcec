import {
  AgentChatError,
  canonicalHash,
  type MethodParams,
  type MethodResult,
  type OpenApproval,
  textHash,
} from '@agent-chat/protocol';
import { policyWith, settingEvents } from '../../decide/apply-setting.js';
import { decideResolveApproval } from '../../decide/approval.js';
import { policyInForce } from '../../decide/guard-call.js';
import { requireSize } from '../../decide/payload-size.js';
import { checkSetting } from '../../guard/check-setting.js';
import type { Conversation } from '../conversation/conversation.js';
import { HasMoved } from '../conversation/has-moved.js';
import type { ApiCall } from './api-context.js';

type Params = MethodParams<'resolveApproval'>;

/**
 * Somebody answers an approval. What they edited is checked, and the hashes of what would follow are
 * computed, before anything is decided.
 */
export async function resolveApproval(
  call: ApiCall,
  params: Params,
): Promise<MethodResult<'resolveApproval'>> {
  const { guard, clock, maxMessageBytes } = call.context;
  const { decision, editedArgs } = params;
  const isEdited = decision === 'approve' && editedArgs !== undefined;
  if (isEdited) requireSize(editedArgs, maxMessageBytes);
  const editedHash = isEdited ? canonicalHash(editedArgs) : undefined;
  for (;;) {
    const prepared = await call.use(call.open(params.conversationId), (conversation) =>
      prepare(call, conversation, params),
    );
    try {
      return await call.command('resolveApproval', params, (state, by) =>
        decideResolveApproval(state, by, params, {
          editedHash,
          now: clock.now(),
          readPolicy: guard.readPolicy,
          settingEvents(_approval, args, author) {
            const { control } = state;
            if (prepared !== null && prepared.base !== policyInForce(control)?.source) throw new HasMoved();
            return settingEvents(control, author, checkSetting(args), prepared);
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof HasMoved)) throw error;
    }
  }
}

/**
 * Checks what was edited, and puts a setting that is a rule into the policy in force. Whoever may not
 * answer, or comes late, is told so by the decision that follows.
 */
async function prepare(call: ApiCall, { control }: Conversation, params: Params) {
  const approval = control.approvals.find((one) => one.approvalId === params.approvalId);
  if (approval === undefined || approval.resolution !== null || params.decision === 'deny') return null;
  if (approval.subject.kind === 'tool') {
    if (params.editedArgs !== undefined) requireFit(call, approval, params.editedArgs);
    return null;
  }
  const setting = checkSetting(params.editedArgs ?? approval.args);
  const source = policyWith(control, setting);
  if (source === null) return null;
  return { source, hash: textHash(source), base: policyInForce(control)?.source };
}

/** Edited arguments fit the tool's own schema, where its agent runs here. */
function requireFit(call: ApiCall, { author, subject }: OpenApproval, args: unknown): void {
  const fault = call.context.guard.validateToolArgs(author, subject.name, args);
  if (fault === null) return;
  throw new AgentChatError('InvalidRequest', fault.message, { details: fault.details });
}
