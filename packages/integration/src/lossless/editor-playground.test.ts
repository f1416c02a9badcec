import { parseFrame } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Carried, carry, free, ids, inMemory, instants, orNull, withExtras, words } from './carry.js';
import {
  frameFrom,
  frameToEvent,
  type PlaygroundFrame,
  type PlaygroundStart,
  startFrom,
  startToMetadata,
} from './editor-playground.mapping.js';

const ROSTER = [
  { participantId: 'editor', kind: 'user', displayName: 'Editor' },
  { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
] as const;

const start: fc.Arbitrary<PlaygroundStart> = withExtras(
  fc.record({
    type: fc.constant('playground_start' as const),
    workflow: words,
    persona_id: ids,
    scenario_id: ids,
    trust_level: fc.integer(),
  }),
);
type Later = Exclude<PlaygroundFrame, { type: 'playground_start' }>;
const later = fc.oneof(
  withExtras(fc.record({ type: fc.constant('message'), data: withExtras(fc.record({ text: words })) })),
  withExtras(
    fc.record({
      type: fc.constant('cj_message'),
      data: withExtras(fc.record({ content: words, timestamp: instants })),
    }),
  ),
  withExtras(
    fc.record({
      type: fc.constant('cj_thinking'),
      data: withExtras(fc.record({ progress: withExtras(fc.record({ status: words })) })),
    }),
  ),
  withExtras(
    fc.record(
      { type: fc.constantFrom('error', 'system', 'conversation_started'), text: words, data: free },
      { requiredKeys: ['type'] },
    ),
  ),
) as fc.Arbitrary<Later>;
/** `new_workflow` may be absent, `null` or a name. */
const reset = withExtras(
  fc.record(
    {
      type: fc.constant('playground_reset' as const),
      reason: fc.constantFrom('workflow_change' as const, 'user_clear' as const),
      new_workflow: orNull(words),
    },
    { requiredKeys: ['type', 'reason'] },
  ),
) as fc.Arbitrary<Later>;

describe("an editor's playground", { timeout: 60_000 }, () => {
  it('has its start, its frames in order, and its reset back', async () => {
    await fc.assert(
      fc.asyncProperty(start, fc.array(later, { maxLength: 8 }), reset, async (began, frames, ended) => {
        const all = [...frames, ended];
        const created = {
          type: 'created' as const,
          payload: { participants: [...ROSTER], ...startToMetadata(began) },
        };
        const { events, state } = await carry(inMemory(), ROSTER, [
          created,
          ...all.map((frame, index) => frameToEvent(frame, index + 1)),
        ]);
        expect(events.map(frameFrom).filter((frame) => frame !== null)).toEqual(all);
        // What is folded shows the same.
        const shown = [...state.timeline.entries].map((entry) => {
          if (entry.kind === 'message') {
            return frameFrom({ type: 'message', ts: entry.ts, payload: entry.message });
          }
          return entry.kind === 'event' ? frameFrom(entry.event as Carried) : null;
        });
        expect(shown).toEqual(all);
        const { workflow, scenarioId, custom } = state.control;
        expect(startFrom({ workflow: workflow ?? '', scenarioId: scenarioId ?? '', custom })).toEqual(began);
        expect(state.control.ended).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('shows a free status word as a progress frame', () => {
    fc.assert(
      fc.property(words, (status) => {
        const frame = parseFrame(
          'progress',
          JSON.parse(JSON.stringify({ turn: 1, author: 'agent', status })),
        );
        expect(frame?.data).toEqual({ turn: 1, author: 'agent', status });
      }),
    );
  });
});
