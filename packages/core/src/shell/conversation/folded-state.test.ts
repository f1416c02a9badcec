import { type ConversationState, emptyState, foldEvents, toSnapshot } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { deeds, startSession } from '../../test-support/random-session.js';
import { FoldedState } from './folded-state.js';
import { LoggedEvent } from './logged-event.js';

const RUNS = process.env['AGENT_CHAT_TEST'] === 'full' ? 1_000 : 60;
const OPERATOR = { participantId: 'op', operator: true };

function plain(state: ConversationState): unknown {
  return toSnapshot(state, OPERATOR, Number.MAX_SAFE_INTEGER);
}

describe('the state of a conversation', () => {
  it('is that of its log, however many events come together, whenever it is looked at', async () => {
    const appends = fc.array(fc.record({ size: fc.integer({ min: 1, max: 90 }), isSeen: fc.boolean() }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(deeds(60), appends, async (steps, sizes) => {
        const session = await startSession(createMemoryEventStore());
        for (const step of steps) await session.act(step);
        const page = await session.operator.call('getEvents', { conversationId: 'c1', limit: 1_000 });
        const log = page.events.map(
          (event) => new LoggedEvent({ seq: event.seq, json: JSON.stringify(event) }),
        );
        await session.orchestrator.close();

        const states = [FoldedState.empty('c1')];
        let end = 0;
        for (const { size, isSeen } of sizes) {
          const state = states.at(-1)!.after(log.slice(end, end + size));
          if (isSeen) plain(state);
          states.push(state);
          end = state.control.seq;
        }
        for (const state of states) {
          const events = page.events.slice(0, state.control.seq);
          expect(plain(state)).toEqual(plain(foldEvents(emptyState('c1'), events)));
        }
      }),
      { numRuns: RUNS },
    );
  });
});
