import type { Frame } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, created, eventAt } from '../test-support/events.js';
import { caughtUp, hello } from '../test-support/frames.js';
import { createRounds } from './rounds.js';

const PARAMS = { conversationId: CONVERSATION_ID };

describe('several connections as one subscription', () => {
  it('go on from what was there', () => {
    const rounds = createRounds(PARAMS);
    expect(rounds.params()).toEqual(PARAMS);
    rounds.take(hello());
    rounds.take({ kind: 'event', data: eventAt(1, created) });
    expect(rounds.params()).toEqual({ ...PARAMS, cursor: 'e1-1' });
    rounds.take({ kind: 'omitted', data: { fromSeq: 2, toSeq: 4 } });
    expect(rounds.params()).toEqual({ ...PARAMS, cursor: 'e1-4' });
  });

  it('say that nobody is there any more who was', () => {
    const rounds = createRounds(PARAMS);
    const people = (kind: 'presence' | 'typing', ...participantIds: string[]): Frame => ({
      kind,
      data: { participantIds },
    });
    rounds.take(hello());
    for (const kind of ['presence', 'typing'] as const) rounds.take(people(kind, 'eve'));
    expect(rounds.take(caughtUp(0))).toEqual([caughtUp(0)]);
    rounds.take(hello());
    rounds.take(people('presence', 'eve'));
    expect(rounds.take(caughtUp(0))).toEqual([people('typing'), caughtUp(0)]);
    rounds.take(hello());
    expect(rounds.take(caughtUp(0))).toEqual([people('presence'), caughtUp(0)]);
    rounds.take(hello());
    expect(rounds.take(caughtUp(0))).toEqual([caughtUp(0)]);
  });
});
