import { AgentChatError, type ConversationEvent, changesOf, isVisible, textHash } from '@agent-chat/protocol';
import { recordOf } from '../../decide/conversation-record.js';
import { decideCreateConversation } from '../../decide/create-conversation.js';
import { decideRename } from '../../decide/update.js';
import { formatListPlace, parseListPlace } from '../../ports/list-place.js';
import type { Conversation } from '../conversation/conversation.js';
import { firstPersona } from './chosen-persona.js';
import { readPage } from './read-page.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import { omittedOf } from './omitted.js';
import { paramsHashOf } from './params-hash.js';
import { toldLater } from './told-later.js';

const DEFAULT_LIMIT = 100;
/** Of stored text: a page of large events is shorter than asked for. */
const PAGE_CHARS = 1_048_576;

type Names =
  | 'createConversation'
  | 'getConversation'
  | 'listConversations'
  | 'renameConversation'
  | 'getEvents';

export function conversationHandlers(call: ApiCall): HandlersOf<Names> {
  const { caller, viewer, context } = call;

  return {
    async createConversation(params) {
      const by = call.actor();
      const { clientRequestId, schedulingPolicy } = params;
      if (schedulingPolicy !== undefined && !context.schedulingPolicy.names.includes(schedulingPolicy)) {
        throw new AgentChatError('InvalidRequest', 'There is no such scheduling policy.', {
          details: { path: 'schedulingPolicy', known: context.schedulingPolicy.names },
        });
      }
      const persona = await toldLater(firstPersona(call, params.persona));
      // The same request makes the same conversation, also when the first answer was lost.
      const conversationId =
        params.conversationId ??
        `conv_${(textHash(`${caller.tenant}\n${by.participantId}\n${clientRequestId}`)).slice(0, 32)}`;
      const paramsHash = paramsHashOf('createConversation', params);
      const key = { author: by.participantId, requestId: clientRequestId, paramsHash };
      return call.use(call.openOrNew(conversationId), (conversation) =>
        conversation.commit(
          ({ control }) => decideCreateConversation(control, by.participantId, params, persona()),
          { key },
        ),
      );
    },

    getConversation: ({ conversationId }) =>
      call.use(call.open(conversationId), (conversation) => recordOf(conversation.control)),

    async listConversations({ after, limit = DEFAULT_LIMIT }) {
      const by = call.actor();
      const conversations = await context.store.listRecords({
        tenant: caller.tenant,
        // One more than asked for tells whether there is another page.
        limit: limit + 1,
        ...(after !== undefined && { after: parseListPlace(after) }),
        ...(by.operator ? {} : { participantId: by.participantId }),
      });
      const page = conversations.slice(0, limit);
      const last = page.at(-1);
      const isLast = conversations.length <= limit || last === undefined;
      return { conversations: page, next: isLast ? null : formatListPlace(last) };
    },

    renameConversation: (params) =>
      call.command('renameConversation', params, ({ control }, by) => decideRename(control, by, params)),

    getEvents: ({ conversationId, afterSeq, beforeSeq, limit }) =>
      call.use(call.open(conversationId), async (conversation) => {
        if (afterSeq !== undefined && beforeSeq !== undefined) {
          throw new AgentChatError('InvalidRequest', 'Give afterSeq or beforeSeq, not both.');
        }
        const request = {
          conversationId,
          tenant: caller.tenant,
          limit: limit ?? DEFAULT_LIMIT,
          ...(beforeSeq === undefined ? { afterSeq: afterSeq ?? 0 } : { beforeSeq }),
        };
        const page = await readPage(context.store, request, PAGE_CHARS);
        const logged = page.map(({ json }) => JSON.parse(json) as ConversationEvent);
        const hidden = logged.filter((event) => !isVisible(event, viewer));
        const lastSeq = page.at(-1)?.seq ?? 0;
        if (lastSeq > conversation.control.seq) {
          // Other nodes have written it: the caller may have left the roster meanwhile.
          await conversation.refresh();
          (await call.open(conversationId)).release();
        }
        const head = conversation.control.seq;
        const fromSeq = page[0]?.seq ?? head + 1;
        const annotations =
          beforeSeq === undefined ? [] : await annotationsOf(conversation, fromSeq, lastSeq);
        return {
          events: logged.filter((event) => isVisible(event, viewer)),
          omitted: omittedOf(hidden.map(({ seq }) => seq)),
          annotations: annotations.filter((event) => isVisible(event, viewer)),
          fromSeq,
          head,
        };
      }),
  };
}

/** The events behind `lastSeq` that changed entries from `fromSeq` to there. */
async function annotationsOf(
  conversation: Conversation,
  fromSeq: number,
  lastSeq: number,
): Promise<ConversationEvent[]> {
  const later = new Set<number>();
  const { entries } = conversation.state.timeline;
  for (let at = entries.firstWhere(({ seq }) => seq >= fromSeq); at < entries.end; at++) {
    const entry = entries.get(at);
    if (entry === undefined || entry.seq > lastSeq) break;
    for (const seq of changesOf(entry)) if (seq > lastSeq) later.add(seq);
  }
  const events: ConversationEvent[] = [];
  for (const seq of [...later].sort((a, b) => a - b)) {
    const [found] = await conversation.read(seq - 1, 1);
    if (found !== undefined) events.push(found.event);
  }
  return events;
}
