import { check, parseFrame, Persona } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carry, carryRecord, dense, free, ids, inMemory, instants, orNull, words } from './carry.js';
import {
  frameFrom,
  frameToEvent,
  type PlaygroundFrame,
  startFrom,
  startToMetadata,
} from './editor-playground.mapping.js';

const ROSTER = [
  { participantId: 'editor', kind: 'user', displayName: 'Editor' },
  { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
] as const;

const start = fc.record({
  type: fc.constant('playground_start' as const),
  workflow: words,
  persona_id: ids,
  scenario_id: ids,
  trust_level: fc.integer(),
});
type Later = Exclude<PlaygroundFrame, { type: 'playground_start' }>;
const later = fc.oneof(
  fc.record({ type: fc.constant('message'), data: fc.record({ text: words }) }),
  fc.record({ type: fc.constant('cj_message'), data: fc.record({ content: words, timestamp: instants }) }),
  fc.record({
    type: fc.constant('cj_thinking'),
    data: fc.record({ progress: fc.record({ status: words }) }),
  }),
  fc.record({ type: fc.constant('error'), text: words, data: free }, { requiredKeys: ['type'] }).map(dense),
) as fc.Arbitrary<Later>;
const reset = fc.record({
  type: fc.constant('playground_reset' as const),
  reason: fc.constantFrom('workflow_change' as const, 'user_clear' as const),
  new_workflow: orNull(words),
});

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

  it('keeps its personas', async () => {
    const persona = {
      personaId: 'p',
      name: 'Shop',
      systemPrompt: 'Sell.',
      allowedTools: ['a'],
      trust_level: 3,
      note: null,
    };
    expect(check(Persona, persona)).toEqual({ success: true, data: persona });
    expect(await carryRecord(inMemory(), 'persona', 'p', persona)).toEqual(persona);
  });
});
