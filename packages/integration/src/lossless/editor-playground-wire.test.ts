import type { AgentRunner } from '@agent-chat/core';
import { AgentChatError, isKnownEvent, type KnownEvent, parseFrame, parseParams } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, ids, instants, orNull, withExtras, words } from './carry.js';
import { AGENT, type Commanded, MEMBER, ROSTER, RUNS, createSetClock, throughCommands } from './commands.js';

type Fields = Readonly<Record<string, unknown>>;
interface PlaygroundFrame extends Fields {
  readonly type: string;
}

const said = words.filter((text) => text.trim() !== '');

/** Towards the agent, in the newer form, and in the older one with the session that it was tested in. */
const start = fc.oneof(
  withExtras(
    fc.record({
      type: fc.constant('start_conversation'),
      data: fc.record({ workflow: words, shop_subdomain: ids, scenario_id: ids }),
    }),
  ),
  withExtras(
    fc.record({
      type: fc.constant('start_conversation'),
      data: fc.record({
        workflow: words,
        test_mode: fc.boolean(),
        test_context: fc.record({ persona: ids, scenario: ids, trust_level: fc.integer(), session_id: ids }),
      }),
    }),
  ),
);
const later: fc.Arbitrary<PlaygroundFrame> = fc.oneof(
  withExtras(fc.record({ type: fc.constant('message'), data: withExtras(fc.record({ text: said })) })),
  withExtras(
    fc.record({
      type: fc.constant('cj_message'),
      data: withExtras(fc.record({ content: said, timestamp: instants })),
    }),
  ),
  withExtras(fc.record({ type: fc.constantFrom('error', 'system'), text: words })),
);
/** `new_workflow` may be absent, `null` or a name. */
const reset = withExtras(
  fc.record(
    {
      type: fc.constant('playground_reset'),
      reason: fc.constantFrom('workflow_change', 'user_clear'),
      new_workflow: orNull(words),
    },
    { requiredKeys: ['type', 'reason'] },
  ),
);

async function begin({ as, command }: Commanded, { type: _type, data, ...extra }: Fields): Promise<void> {
  const { workflow, scenario_id, ...rest } = data as { workflow: string; scenario_id?: string };
  const scenario = scenario_id === undefined ? {} : { scenarioId: scenario_id };
  const custom = { data: rest, extra };
  const params = { ...command(), participants: ROSTER, workflow, ...scenario, custom };
  await as(MEMBER).call('createConversation', params);
}

function startFrom(found: { workflow?: string; scenarioId?: string; custom?: Fields }): PlaygroundFrame {
  const { data, extra } = found.custom as Record<'data' | 'extra', Fields>;
  const scenario = found.scenarioId === undefined ? {} : { scenario_id: found.scenarioId };
  return { ...extra, type: 'start_conversation', data: { ...data, workflow: found.workflow, ...scenario } };
}

/** What a frame says is a part's text; all of its other fields are further fields of that part. */
async function give({ as, command }: Commanded, frame: PlaygroundFrame): Promise<void> {
  const ends = frame.type === 'playground_reset';
  const finality = ends ? ('conversation' as const) : ('turn' as const);
  const by = frame.type === 'message' || ends ? MEMBER : AGENT;
  const { text, content, ...data } = (frame['data'] ?? {}) as Record<string, string>;
  const shown = text ?? content;
  const own = shown === undefined ? frame : { ...frame, data };
  const part =
    shown === undefined
      ? { type: 'data' as const, partId: 'p', name: frame.type, data: frame }
      : { type: 'text' as const, partId: 'p', text: shown, frame: own };
  await as(by).call('sendMessage', { ...command(), finality, parts: [part] });
}

function frameFrom(event: KnownEvent): PlaygroundFrame | null {
  if (event.type !== 'message') return null;
  const part = event.payload.parts[0] as unknown as {
    text?: string;
    frame?: PlaygroundFrame;
    data?: unknown;
  };
  if (part.frame === undefined) return part.data as PlaygroundFrame;
  const said = part.frame.type === 'message' ? { text: part.text } : { content: part.text };
  return { ...part.frame, data: { ...(part.frame['data'] as object), ...said } };
}

/** What the agent is sent of it: a reset is the end, all else is as it was. */
function towardsAgent(event: KnownEvent): PlaygroundFrame | null {
  const frame = frameFrom(event);
  return frame && event.finality === 'conversation' ? { ...frame, type: 'end_conversation' } : frame;
}

describe("the wire of an editor's playground", { timeout: 120_000 }, () => {
  it('has its start, its frames with fields that nobody has foretold, and its reset back', async () => {
    await fc.assert(
      fc.asyncProperty(start, fc.array(later, { maxLength: 5 }), reset, async (began, frames, ended) => {
        await throughCommands(
          { clock: createSetClock() },
          async (process) => {
            await begin(process, began);
            for (const frame of [...frames, ended]) await give(process, frame);
          },
          ({ events, metadata, record, state }) => {
            // `conversation_started` is the first event.
            expect(events[0]?.type).toBe('created');
            expect(startFrom(metadata as Parameters<typeof startFrom>[0])).toEqual(began);
            const back = events.map(frameFrom).filter((frame) => frame !== null);
            expect(back).toEqual([...frames, ended]);
            const told = events.map(towardsAgent).filter((frame) => frame !== null);
            expect(told).toEqual([...frames, { ...ended, type: 'end_conversation' }]);
            // A reset ends it: what comes next is another conversation, with nothing in it.
            expect([record.ended, state.control.ended]).toEqual([true, true]);
          },
        );
      }),
      RUNS,
    );
  });

  it('has a conversation begin with the agent, in words that the host gives', async () => {
    await fc.assert(
      fc.asyncProperty(said, async (openingLine) => {
        const agents = {
          agent: {
            async *run({ turn }: { turn: { openingLine?: string } }) {
              const parts = [{ type: 'text' as const, text: turn.openingLine ?? '' }];
              yield { type: 'message' as const, parts, finality: 'turn' as const };
            },
          },
        };
        await throughCommands(
          { agents },
          async ({ as, command }) => {
            const first = { startingParticipantId: 'agent', openingLine };
            await as(MEMBER).call('createConversation', { ...command(), participants: ROSTER, ...first });
            await as(MEMBER).call('runToCompletion', { conversationId: CONVERSATION_ID });
          },
          ({ state }) => {
            const [entry] = [...state.timeline.entries].filter(({ kind }) => kind === 'message');
            expect(entry).toMatchObject({ author: 'agent', message: { parts: [{ text: openingLine }] } });
          },
        );
      }),
      { numRuns: 5 },
    );
  });

  it('shows each status word while nothing streams, then the message, and after a reset nothing of either', async () => {
    const thinking = fc.array(words, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(thinking, said, async (statuses, answer) => {
        const agents: Record<string, AgentRunner> = {
          agent: {
            async *run() {
              for (const status of statuses) {
                yield { type: 'progress', status };
                // Of two words at once a reader need be told the second alone.
                await new Promise((resolve) => setImmediate(resolve));
              }
              yield { type: 'message', parts: [{ type: 'text', text: answer }], finality: 'turn' };
            },
          },
        };
        await throughCommands(
          { agents },
          async (process) => {
            const { as, command } = process;
            const api = as(MEMBER);
            await api.call('createConversation', { ...command(), participants: ROSTER });
            const shown: string[] = [];
            const streamed = (async () => {
              for await (const { kind, data } of api.subscribe({
                conversationId: CONVERSATION_ID,
                cursor: '0',
              })) {
                if (kind === 'progress') shown.push((data as { status: string }).status);
                if (kind === 'event' && data.author === 'agent' && data.finality === 'turn') return;
              }
            })();
            await api.call('sendMessage', {
              ...command(),
              parts: [{ type: 'text', partId: 'p', text: 'Go' }],
            });
            await streamed;
            expect(shown.length).toBeGreaterThan(0);
            expect(shown.at(-1)).toBe(statuses.at(-1));
            // In order, each once at most.
            let from = 0;
            for (const status of shown) {
              const found = statuses.indexOf(status, from);
              expect(found).toBeGreaterThanOrEqual(from);
              from = found + 1;
            }
            await give(process, { type: 'playground_reset', reason: 'user_clear' });
            const next = { conversationId: 'c2', clientRequestId: 'next' };
            await api.call('createConversation', { ...next, participants: ROSTER });
            const { conversation, events } = await api.call('getHydratedConversation', next);
            expect(events.map(({ type }) => type)).toEqual(['created']);
            expect(conversation.ended).toBe(false);
          },
          async ({ frames, state }) => {
            const messages = [...state.timeline.entries].filter(({ kind }) => kind === 'message');
            expect(messages).toHaveLength(3);
            // It is of the moment: whoever comes later sees the message alone.
            expect((await frames()).map(({ kind }) => kind)).not.toContain('progress');
          },
        );
      }),
      RUNS,
    );
  });

  it('refuses a bad frame with words, keeps one that it does not know, and comes back after 1 s', () => {
    // From the editor: an error, and nothing else happens.
    expect(() => parseParams('sendMessage', { type: 'message' })).toThrow(AgentChatError);
    // From the agent: no error, and there for whoever knows it.
    const strange = { type: 'cj_weather', payload: { x: null } };
    const head = { conversationId: 'c', seq: 1, turn: 0, ts: '2026-01-01T00:00:00.000Z', author: 'agent' };
    const event = { ...head, finality: 'none', audience: 'everyone', ...strange };
    const frame = parseFrame('event', event);
    expect(frame?.data).toEqual(event);
    expect(frame?.kind === 'event' && isKnownEvent(frame.data)).toBe(false);
    const bye = { reason: 'expired', retryAfterMs: 1_000 };
    expect(parseFrame('bye', bye)?.data).toEqual(bye);
    expect(() => parseFrame('bye', { reason: 'idle' })).toThrow(AgentChatError);
  });
});
