import type { ConversationEvent } from '@agent-chat/protocol';
import type { Decide } from '../../decide/decision.js';
import { decideProposeSetting, type SettingProposal } from '../../decide/propose-setting.js';
import { checkSetting } from '../../guard/check-setting.js';
import type { CommitOptions, Conversation } from '../conversation/conversation.js';
import type { HeldExecution } from './held-execution.js';

const PAGE = 500;

/** The decision looks at what has been logged since the message that it rests on. */
export async function proposeSetting(
  { conversation, executionId, guard, settings, ids, clock }: HeldExecution,
  proposed: unknown,
  causedBy: number,
  options: CommitOptions,
): Promise<SettingProposal> {
  const setting = checkSetting(proposed);
  const approvalId = ids.next('approval');
  let since: readonly ConversationEvent[] = [];
  const decide: Decide<SettingProposal> = (state) =>
    decideProposeSetting(state, {
      executionId,
      setting,
      causedBy,
      since,
      approvalId,
      expiresAt:
        guard.approvalTtlMs === null ? null : new Date(clock.now() + guard.approvalTtlMs).toISOString(),
      parse: settings.parse,
      maySet: (participantId, value) => settings.maySet(state.control, participantId, value),
      readPolicy: guard.readPolicy,
    });
  const prepare = async (): Promise<void> => {
    since = await eventsAfter(conversation, causedBy, conversation.control.seq);
  };
  return conversation.commit(decide, { ...options, prepare });
}

async function eventsAfter(
  conversation: Conversation,
  afterSeq: number,
  head: number,
): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for (let seq = afterSeq; seq < head; ) {
    const page = await conversation.read(seq, PAGE);
    events.push(...page.map(({ event }) => event));
    seq = page.at(-1)?.event.seq ?? head;
  }
  return events;
}
