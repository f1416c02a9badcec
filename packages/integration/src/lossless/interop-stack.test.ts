import { check, METHOD_NAMES, parseFrame, parseParams, Scenario } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carry,
  carryRecord,
  CONVERSATION_ID,
  dense,
  extras,
  free,
  ids,
  inMemory,
  instants,
  optional,
  orNull,
  withExtras,
  words,
} from './carry.js';
import { scenarios } from './interop-stack.arbitrary.js';
import {
  conversationFrom,
  conversationToCreated,
  eventsFrom,
  eventToEvent,
  type InteropAttachment,
  type InteropConversation,
  type InteropEvent,
  loggedIn,
  scenarioFrom,
  scenarioToRecord,
} from './interop-stack.mapping.js';

const conversation = fc
  .record({
    title: optional(words),
    scenarioId: orNull(ids),
    agents: fc.uniqueArray(
      fc
        .record({
          id: ids.filter((id) => id !== 'system'),
          kind: fc.constantFrom('internal' as const, 'external' as const),
          agentClass: optional(words),
          config: free,
        })
        .map(dense),
      { selector: (agent) => agent.id, maxLength: 4 },
    ),
    custom: optional(fc.tuple(extras, fc.boolean()).map(([extra, autoRun]) => ({ ...extra, autoRun }))),
  })
  .map((one) => dense(one) as InteropConversation);

const attachment = withExtras(
  fc.record({
    id: ids,
    docId: optional(ids),
    name: words,
    contentType: fc.constantFrom('text/markdown', 'application/pdf', 'text/plain; charset=utf-8'),
    summary: optional(words),
  }),
).map((one) => dense(one) as InteropAttachment);
/** What one turn of an agent holds before its last message. */
const turn = fc.record({
  agentId: fc.oneof(
    fc.constantFrom('a', 'b'),
    ids.filter((id) => id !== 'system'),
  ),
  before: fc.array(
    fc.record({ type: fc.constantFrom('trace' as const, 'message' as const), own: extras, more: extras }),
    { maxLength: 3 },
  ),
  systemAfter: fc.boolean(),
  own: extras,
  more: extras,
  clientRequestId: optional(ids),
  ts: instants,
  text: words,
  attachments: fc.array(attachment, { maxLength: 2 }),
});

type Drawn = Pick<InteropEvent, 'turn' | 'ts' | 'type' | 'finality' | 'agentId' | 'payload'>;

function logOf(turns: readonly (typeof turn extends fc.Arbitrary<infer T> ? T : never)[]): InteropEvent[] {
  const events: Drawn[] = [];
  turns.forEach((drawn, index) => {
    const { agentId, before, systemAfter, own, more, clientRequestId, ts, text, attachments } = drawn;
    const head = { turn: index + 1, ts, agentId };
    for (const one of before) {
      const { type } = one;
      events.push({ ...one.own, ...head, type, finality: 'none', payload: { ...one.more, text } });
    }
    events.push({
      ...own,
      ...head,
      type: 'message',
      finality: index === turns.length - 1 ? 'conversation' : 'turn',
      ...(clientRequestId === undefined ? {} : { clientRequestId }),
      payload: { ...more, text, ...(attachments.length > 0 && { attachments }) },
    });
    if (!systemAfter) return;
    const system = { turn: 0, ts, agentId, type: 'system' as const, finality: 'none' as const };
    events.push({ ...own, ...system, payload: { ...more, text } });
  });
  const counts = new Map<number, number>([[0, 1]]);
  return events.map((event, index) => {
    const inTurn = counts.get(event.turn) ?? 0;
    counts.set(event.turn, inTurn + 1);
    return { ...event, conversation: CONVERSATION_ID, seq: index + 1, event: inTurn };
  });
}

describe('a stack of conversing agents', { timeout: 60_000 }, () => {
  it('has its metadata back: scenario, agents with their settings, and custom fields', async () => {
    await fc.assert(
      fc.asyncProperty(conversation, async (foreign) => {
        const payload = conversationToCreated(foreign);
        const { state } = await carry(inMemory(), payload.participants, [{ type: 'created', payload }]);
        const { title, scenarioId, custom, participants } = state.control;
        const found = {
          participants: [...participants],
          ...(title === null ? {} : { title }),
          ...(scenarioId === null ? {} : { scenarioId }),
          ...(foreign.custom === undefined ? {} : { custom }),
        };
        expect(conversationFrom(found)).toEqual(foreign);
      }),
      { numRuns: 200 },
    );
  });

  it('has its events back, with turn, index, finality, request ids, attachments and what nobody has foretold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { maxLength: 5 }), async (turns) => {
        const log = logOf(turns);
        const { events, state } = await carry(inMemory(), [], log.map(eventToEvent));
        expect(eventsFrom(events).slice(1)).toEqual(log);
        // A reader who has folded it has the same.
        const [created] = events;
        const folded = loggedIn(CONVERSATION_ID, state.timeline.entries);
        expect(eventsFrom([created!, ...folded]).slice(1)).toEqual(log);
        expect(state.control).toMatchObject({
          lastTurn: turns.length,
          ended: turns.length > 0,
          openTurn: null,
        });
      }),
      { numRuns: 200 },
    );
  });

  it('keeps its scenarios, private knowledge included', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (foreign) => {
        const record = scenarioToRecord(foreign);
        expect(check(Scenario, record)).toEqual({ success: true, data: record });
        const found = await carryRecord(inMemory(), 'scenario', record.scenarioId, record);
        expect(scenarioFrom(found as Record<string, unknown>)).toEqual(foreign);
      }),
      { numRuns: 200 },
    );
  });

  it('has a frame for guidance and a method for each call of its conversations', () => {
    const guidance = { nextParticipantId: 'a', kind: 'start_turn', turn: 3 };
    expect(parseFrame('guidance', guidance)?.data).toEqual(guidance);
    // `getEventsPage` is `getEvents`, `runConversationToCompletion` is `runToCompletion`.
    expect(METHOD_NAMES).toEqual(
      expect.arrayContaining([
        'ping',
        'createConversation',
        'listConversations',
        'getConversation',
        'getHydratedConversation',
        'getEvents',
        'sendMessage',
        'sendTrace',
        'clearTurn',
        'subscribe',
        'unsubscribe',
        'subscribeAll',
        'runToCompletion',
        // `ensureAgentsRunningOnServer` and `stopAgentsOnServer`.
        'ensureAgents',
        'stopAgents',
      ]),
    );
    const subscribe = { conversationId: 'c', cursor: '7', filters: { types: ['message'], agents: ['a'] } };
    expect(parseParams('subscribe', subscribe)).toEqual(subscribe);
  });
});
