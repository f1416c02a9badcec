import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carry, extras, free, inMemory, inSqlite, orNull, words } from './carry.js';
import { type HistoryItem, itemFrom, itemsFrom, itemToEvents } from './multi-agent-chat.mapping.js';

const ROSTER = [
  { participantId: 'user', kind: 'user', displayName: 'User' },
  { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
] as const;

/** One exchange: what was asked, the tools that were used, each with its result, and the answer. */
const exchange = fc.record({
  asked: words,
  askedWith: extras,
  tools: fc.array(
    fc.record({
      name: words,
      input: free,
      usedWith: extras,
      content: free,
      isError: fc.boolean(),
      answeredWith: extras,
    }),
    { maxLength: 3 },
  ),
  saidWith: extras,
  thinking: orNull(words),
  text: words,
  end: fc.constantFrom('done' as const, 'stopped' as const, 'max_turns' as const, 'error' as const),
});

function historyOf(
  exchanges: readonly (typeof exchange extends fc.Arbitrary<infer E> ? E : never)[],
): HistoryItem[] {
  return exchanges.flatMap(({ asked, askedWith, tools, saidWith, thinking, text, end }, index) => [
    { ...askedWith, kind: 'user', id: `u${index}`, text: asked },
    ...tools.flatMap(({ name, input, usedWith, content, isError, answeredWith }, n): HistoryItem[] => [
      { ...usedWith, kind: 'tool_use', id: `t${index}.${n}`, name, input },
      { ...answeredWith, kind: 'tool_result', id: `t${index}.${n}`, content, isError },
    ]),
    { ...saidWith, kind: 'assistant', id: `a${index}`, thinking, text, end },
  ]);
}

describe('a chat with several agents', { timeout: 60_000 }, () => {
  it('has its history back: messages, thinking, tools with their whole results, how each answer ended, and what nobody has foretold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(exchange, { maxLength: 4 }), async (exchanges) => {
        const history = historyOf(exchanges);
        let turn = 0;
        const events = history.flatMap((item, index) => {
          if (index === 0 || item.kind === 'user' || history[index - 1]?.kind === 'user') turn += 1;
          return itemToEvents(item, turn);
        });
        const found = await carry(inMemory(), ROSTER, events);
        expect(found.events.map(itemFrom).filter((item) => item !== null)).toEqual(history);
        // A reader, to whom a call and its result are one entry, has them too.
        expect([...found.state.timeline.entries].flatMap(itemsFrom)).toEqual(history);
      }),
      { numRuns: 150 },
    );
  });

  it('never shortens a result: a million characters come back after SQLite was closed', async () => {
    const content = { text: 'x😀'.repeat(350_000) };
    const history: HistoryItem[] = [
      { kind: 'tool_use', id: 't', name: 'read', input: null },
      { kind: 'tool_result', id: 't', content, isError: false },
    ];
    const { events } = await carry(
      await inSqlite(),
      ROSTER,
      history.flatMap((item) => itemToEvents(item, 1)),
    );
    expect(events.map(itemFrom).filter((item) => item !== null)).toEqual(history);
  });

  it('keeps the choice of a model and of a persona with its conversation, and the queue in order', async () => {
    const queued = ['q1', 'q2'].map((messageId) => ({
      type: 'message_queued' as const,
      author: 'user',
      payload: {
        messageId,
        parts: [{ type: 'text' as const, partId: 'p', text: messageId }],
        delivery: 'next' as const,
      },
    }));
    const { state } = await carry(inMemory(), ROSTER, [
      {
        type: 'created',
        payload: { participants: [...ROSTER], model: 'haiku', custom: { persona: 'default' } },
      },
      { type: 'updated', payload: { model: 'opus' } },
      { type: 'thought', turn: 1, author: 'agent', payload: { text: '' } },
      ...queued,
    ]);
    expect(state.control).toMatchObject({ model: 'opus', custom: { persona: 'default' } });
    expect(state.control.queue.map((one) => one.messageId)).toEqual(['q1', 'q2']);
  });
});
