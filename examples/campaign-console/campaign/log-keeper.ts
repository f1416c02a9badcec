import type { ConversationEvent } from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import { type CampaignLog, emptyLog, foldCampaign } from './campaign-log.ts';

/** So many conversations are kept folded: one that is not is read again from its first event. */
const KEPT = 16;
const PAGE = 1_000;

/** Reads what is new in a log, and keeps what it comes to. Two reads at once read one after the other. */
export function createLogKeeper(
  api: Pick<OperatorApi, 'call'>,
): (conversationId: string) => Promise<CampaignLog> {
  // The one used last is last.
  const kept = new Map<string, Promise<CampaignLog>>();

  async function catchUp(log: CampaignLog): Promise<CampaignLog> {
    const { conversationId } = log.state.control;
    let next = log;
    let isFresh = next.state.control.seq === 0;
    for (;;) {
      const afterSeq = next.state.control.seq;
      const { events, head } = await api.call('getEvents', { conversationId, afterSeq, limit: PAGE });
      // What was erased is not in the log any more, and so not in what it comes to.
      if (!isFresh && events.some(isErasure)) {
        next = emptyLog(conversationId);
        isFresh = true;
        continue;
      }
      next = events.reduce(foldCampaign, next);
      if (events.length === 0 || next.state.control.seq >= head) return next;
    }
  }

  return (conversationId) => {
    const before = kept.get(conversationId) ?? Promise.resolve(emptyLog(conversationId));
    const reading = before.then(catchUp);
    kept.delete(conversationId);
    kept.set(conversationId, reading);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    // What cannot be read is not kept: the next one begins anew.
    reading.catch(() => {
      if (kept.get(conversationId) === reading) kept.delete(conversationId);
    });
    return reading;
  };
}

function isErasure({ type }: ConversationEvent): boolean {
  return type === 'erased';
}
