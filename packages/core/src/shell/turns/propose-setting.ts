import type { ConversationEvent } from '@agent-chat/protocol';
import { expiryOf } from '../../decide/approval.js';
import type { Decide } from '../../decide/decision.js';
import { decideProposeSetting, type SettingProposal } from '../../decide/propose-setting.js';
import { checkSetting } from '../../guard/check-setting.js';
import { placeOf } from '../../ports/conversation-place.js';
import type { CommitOptions } from '../conversation/commit-options.js';
import { readLog } from '../conversation/read-log.js';
import type { HeldExecution } from './held-execution.js';

/** The decision looks at what has been logged since the message that it rests on. */
export async function proposeSetting(
  { conversation, executionId, require, guard, settings, ids, clock }: HeldExecution,
  proposed: unknown,
  causedBy: number,
  options: CommitOptions,
): Promise<SettingProposal> {
  const setting = checkSetting(proposed);
  const approvalId = ids.next('approval');
  const since: ConversationEvent[] = [];
  const decide: Decide<SettingProposal> = (state) => {
    require?.(state.control);
    return decideProposeSetting(state, {
      executionId,
      setting,
      causedBy,
      since,
      approvalId,
      expiresAt: expiryOf(clock.now(), guard.approvalTtlMs),
      parse: settings.parse,
      maySet: (participantId, value) =>
        settings.maySet(state.control, participantId, value, placeOf(conversation)),
      readPolicy: guard.readPolicy,
    });
  };
  const prepare = async (): Promise<void> => {
    since.length = 0;
    for await (const { event } of readLog(conversation, causedBy)) since.push(event);
  };
  return conversation.commit(decide, { ...options, prepare });
}
