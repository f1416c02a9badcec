import { type ControlState, emptyState, type OpenTurn } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { decideClearIdle } from './take-turn.js';

it('clears a turn that is silent since a time that is none: nothing would ever be after it', () => {
  const openTurn: OpenTurn = {
    turn: 2,
    owner: 'bot',
    openedSeq: 3,
    lastTs: '2026-99-99T99:99:99.999Z',
    execution: { executionId: 'e1', agentId: 'bot', fence: 1, attempt: 1 },
    stop: null,
    toolCalls: [],
    queries: [],
    actionSeq: null,
    fruitless: 1,
    asked: false,
  };
  const control: ControlState = { ...emptyState('c1').control, seq: 3, openTurn };
  expect(decideClearIdle(control, 0, 1_000).events).toMatchObject([{ payload: { reason: 'idle' } }]);
});
