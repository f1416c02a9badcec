import { type ControlState, emptyState, type OpenTurn } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { decideEndSilent } from './take-turn.js';

const TURN: OpenTurn = {
  turn: 2,
  owner: 'bot',
  openedSeq: 3,
  lastTs: '2026-01-01T00:00:00.000Z',
  execution: { executionId: 'e1', agentId: 'bot', fence: 1, attempt: 1 },
  stop: null,
  toolCalls: [],
  queries: [],
  actionSeq: null,
  fruitless: 1,
  asked: false,
};
const LONG_AFTER_MS = Date.parse('2026-01-02');

/** The end of a silent turn, as the open one and the rest of the state are. */
function endOf(turn: Partial<OpenTurn>, rest: Partial<ControlState> = {}, boundMs = LONG_AFTER_MS) {
  const control: ControlState = {
    ...emptyState('c1').control,
    seq: 3,
    participants: [{ participantId: 'bot', kind: 'agent', displayName: 'Bot' }],
    ...rest,
    openTurn: { ...TURN, ...turn },
  };
  return decideEndSilent(control, 0, boundMs, 'm1').events;
}
const call = (status: 'called' | 'started' | 'answered') => ({
  toolCallId: 't1',
  name: 'pay',
  author: 'bot',
  audience: 'everyone' as const,
  status,
  attempts: status === 'called' ? 0 : 1,
});

describe('a turn that has been silent for too long', () => {
  it.each<[reason: string, what: string, turn: Partial<OpenTurn>]>([
    ['lost', 'had a runner, which is gone', {}],
    ['lost', 'had a runner that only named a tool', { toolCalls: [call('called')] }],
    ['idle', 'had one that started a tool', { toolCalls: [call('started')] }],
    ['idle', 'had one whose tool has answered', { toolCalls: [call('answered')] }],
    ['idle', 'had one that asked a person', { asked: true }],
    ['idle', 'belongs to somebody who writes by commands', { execution: null }],
    ['stopped', 'was stopped before its runner was gone', { stop: 'graceful' }],
  ])('is cleared as %s where it %s', (reason, _what, turn) => {
    expect(endOf(turn)).toMatchObject([{ type: 'turn_cleared', payload: { turn: 2, reason } }]);
  });

  it.each<[string, Partial<OpenTurn>, Partial<ControlState>]>([
    ['its runners came to nothing', { fruitless: 3 }, {}],
    ['it was lost before', {}, { lostAttempts: 2 }],
  ])('is closed as failed where %s too often', (_why, turn, rest) => {
    expect(endOf(turn, rest)).toMatchObject([
      {
        type: 'message',
        turn: 2,
        author: 'system',
        finality: 'turn',
        payload: { messageId: 'm1', outcome: { status: 'failed', reason: { code: 'runner_lost' } } },
      },
    ]);
  });

  it('is one that is silent since a time that is none: nothing would ever be after it', () => {
    expect(endOf({ lastTs: '2026-99-99T99:99:99.999Z' }, {}, 1_000)).toHaveLength(1);
  });

  it('is none before that', () => {
    expect(endOf({}, {}, Date.parse(TURN.lastTs) - 1)).toEqual([]);
  });
});
