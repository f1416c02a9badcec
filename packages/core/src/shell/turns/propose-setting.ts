import { canonicalHash, type ConversationEvent, textHash } from '@agent-chat/protocol';
import { policyWith } from '../../decide/apply-setting.js';
import type { Decide } from '../../decide/decision.js';
import { decideProposeSetting, type SettingProposal } from '../../decide/propose-setting.js';
import { checkSetting } from '../../guard/check-setting.js';
import type { CommitOptions, Conversation } from '../conversation/conversation.js';
import { HasMoved } from '../conversation/has-moved.js';
import type { HeldExecution } from './held-execution.js';

const PAGE = 500;

/** Everything that the decision looks at is read first; when the log has grown meanwhile, again. */
export async function proposeSetting(
  { conversation, executionId, guard, settings, ids, clock }: HeldExecution,
  proposed: unknown,
  causedBy: number,
  options: CommitOptions,
): Promise<SettingProposal> {
  const setting = checkSetting(proposed);
  const argsHash = canonicalHash(setting);
  const approvalId = ids.next('approval');
  for (;;) {
    const { control } = conversation;
    const since = await eventsAfter(conversation, causedBy, control.seq);
    const source = policyWith(control, setting);
    const policy = source === null ? null : { source, hash: textHash(source) };
    const decide: Decide<SettingProposal> = (state) => {
      if (state.control.seq !== control.seq) throw new HasMoved();
      return decideProposeSetting(state, {
        executionId,
        setting,
        argsHash,
        causedBy,
        since,
        policy,
        approvalId,
        expiresAt:
          guard.approvalTtlMs === null ? null : new Date(clock.now() + guard.approvalTtlMs).toISOString(),
        parse: settings.parse,
        maySet: (participantId, value) => settings.maySet(state.control, participantId, value),
        readPolicy: guard.readPolicy,
      });
    };
    try {
      return await conversation.commit(decide, options);
    } catch (error) {
      if (!(error instanceof HasMoved)) throw error;
    }
  }
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
