import {
  type ConversationEvent,
  type ConversationSnapshot,
  type ConversationState,
  emptyState,
  foldEvents,
  fromSnapshot,
  toSnapshot,
  AgentChatError,
} from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { deeds, SECRET, startSession } from '../../test-support/random-session.js';
import { exportConversation } from '../../transfer/export-conversation.js';

const RUNS = FULL ? 2_000 : 150;
const OPERATOR = { participantId: 'op', operator: true };

function plain(state: ConversationState): unknown {
  return JSON.parse(JSON.stringify(toSnapshot(state, OPERATOR, Number.MAX_SAFE_INTEGER)));
}

/** The same of a snapshot with its newest entries alone. */
function plainSnapshot(state: unknown): unknown {
  return plain(fromSnapshot(state as ConversationSnapshot));
}

/** Whatever names the messages, or settles a button that was pressed on them. */
function isAbout(
  events: readonly ConversationEvent[],
  messageIds: readonly string[],
): (event: ConversationEvent) => boolean {
  const ids = new Set<unknown>(messageIds);
  const payloadOf = (event: ConversationEvent) => event.payload as { messageId?: string; actionSeq?: number };
  const named = (event: ConversationEvent): boolean => ids.has(payloadOf(event).messageId);
  const pressed = new Set<unknown>(events.filter(named).map((event) => event.seq));
  return (event) => named(event) || pressed.has(payloadOf(event).actionSeq);
}

const secretsIn = (event: ConversationEvent): string[] => JSON.stringify(event).match(SECRET) ?? [];

describe('what is erased in a random conversation', () => {
  it('leaves the state that the rewritten log folds to, and is nowhere any more', async () => {
    await fc.assert(
      fc.asyncProperty(
        deeds(40),
        fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }),
        async (steps, picks) => {
          const store = createMemoryEventStore();
          const session = await startSession(store);
          const { operator } = session;
          for (const step of steps) await session.act(step);

          // What a reader that saw everything holds, and goes on to hold.
          const before = await operator.call('getEvents', { conversationId: 'c1', limit: 1_000 });
          let live = foldEvents(emptyState('c1'), before.events);
          // Said, waiting or cancelled.
          const ids = before.events
            .filter((event) => event.type === 'message' || event.type === 'message_queued')
            .map((event) => (event.payload as { messageId: string }).messageId);
          const messageIds = [...new Set(picks.map((pick) => ids[pick % Math.max(1, ids.length)] ?? 'none'))];
          try {
            await operator.call('eraseMessages', {
              conversationId: 'c1',
              clientRequestId: 'erase',
              messageIds,
            });
          } catch (error) {
            if (!AgentChatError.isInstance(error)) throw error;
            expect(['TurnOpen', 'UnknownMessage']).toContain(error.code);
            await session.orchestrator.close();
            return;
          }
          const news = await operator.call('getEvents', {
            conversationId: 'c1',
            afterSeq: before.head,
            limit: 1_000,
          });
          live = foldEvents(live, news.events);
          const after = await operator.call('getEvents', { conversationId: 'c1', limit: 1_000 });
          expect(plain(foldEvents(emptyState('c1'), after.events))).toEqual(plain(live));

          const secrets = before.events.filter(isAbout(before.events, messageIds)).flatMap(secretsIn);
          expect(secrets.length).toBeGreaterThan(0);
          let file = '';
          for await (const line of exportConversation({ store, tenant: 'default', conversationId: 'c1' })) {
            file += line;
          }
          let frames = '';
          for (const cursor of ['0', undefined]) {
            const params = { conversationId: 'c1', ...(cursor === undefined ? {} : { cursor }) };
            for await (const frame of operator.subscribe(params)) {
              frames += JSON.stringify(frame);
              if (frame.kind === 'snapshot') expect(plainSnapshot(frame.data.state)).toEqual(plain(live));
              if (frame.kind === 'caught_up') break;
            }
          }
          const places = { file, frames, events: JSON.stringify(after), live: JSON.stringify(plain(live)) };
          for (const [place, content] of Object.entries(places)) {
            const words = new Set(content.match(SECRET) ?? []);
            for (const secret of secrets) expect(words.has(secret), `${secret} in ${place}`).toBe(false);
          }
          await session.orchestrator.close();
        },
      ),
      { numRuns: RUNS },
    );
  });
});
