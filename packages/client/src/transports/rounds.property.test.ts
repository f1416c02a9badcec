import type { Frame } from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFrame } from '../state/apply-frame.js';
import { initialSync, type SyncState } from '../state/sync-state.js';
import { CONVERSATION_ID } from '../test-support/events.js';
import { BEFORE, MEANWHILE } from '../test-support/recorded-conversation.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { createRounds } from './rounds.js';

const STEPS = [...BEFORE, ...MEANWHILE];
const PARAMS = { conversationId: CONVERSATION_ID, cursor: '0' };

/** A connection that begins behind a step, and takes the place of the one before so many steps later. */
type Change = readonly [begins: number, later: number];

/** What a reader shows after each step, who changes over from one connection to the next. */
function shownOver(changes: readonly Change[]): string[] {
  const world = new ScriptedWorld();
  const rounds = createRounds(PARAMS);
  let state: SyncState = initialSync(CONVERSATION_ID);
  /** The newest is the one that is read; what another one brings meanwhile is kept. */
  let reading: object | null = null;
  let leave = (): void => undefined;
  let next: { readonly takeOver: () => void; readonly at: number } | null = null;
  const pass = (frame: Frame): void => {
    for (const each of rounds.take(frame)) {
      const result = applyFrame(state, each);
      if (result.outcome === 'resync') throw result.error;
      ({ state } = result);
    }
  };
  const view = (): { readonly takeOver: () => void } => {
    const own = {};
    const kept: Frame[] = [];
    const leaveOwn = world.view(rounds.params(), (frame) => {
      if (reading === own) pass(frame);
      else kept.push(frame);
    });
    return {
      takeOver() {
        leave();
        leave = leaveOwn;
        reading = own;
        for (const frame of kept) pass(frame);
      },
    };
  };
  view().takeOver();
  return STEPS.map((step, index) => {
    world.do(step);
    const change = changes.find(([begins]) => begins === index);
    if (next === null && change !== undefined) next = { ...view(), at: index + change[1] };
    if (next?.at === index) {
      next.takeOver();
      next = null;
    }
    return shown(state);
  });
}

/** Guidance comes anew after each change of turn. */
function shown({ cursor, caughtUp, conversation, board, progress, presence, typing }: SyncState): string {
  const { drafts } = board;
  const entries = [...(conversation?.timeline.entries ?? [])].length;
  return JSON.stringify({ cursor, caughtUp, entries, drafts, progress, presence, typing });
}

describe('several connections, one in the place of the other,', () => {
  it('show at each step what one of them would, whenever the next one was asked and takes over', () => {
    const expected = shownOver([]);
    const change = fc.tuple(fc.nat({ max: STEPS.length }), fc.nat({ max: 8 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        expect(shownOver(changes)).toEqual(expected);
      }),
      { numRuns: FULL ? 3_000 : 40, seed: 2026 },
    );
  });
});
