import type { OpenToolCall, OpenTurn } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { requireToolOrder } from './execution.js';

it('takes 4,096 tool calls in a turn and refuses one more', () => {
  const calls = Array.from({ length: 4_096 }, (_, n) => ({ toolCallId: `t${n}`, status: 'answered' }));
  const turnWith = (toolCalls: object[]): OpenTurn =>
    ({ turn: 2, owner: 'bot', toolCalls: toolCalls as OpenToolCall[] }) as unknown as OpenTurn;
  const next = { type: 'tool_call', payload: { toolCallId: 'next', name: 'search', args: {} } } as const;
  expect(() => requireToolOrder(turnWith(calls.slice(1)), next)).not.toThrow();
  expect(() => requireToolOrder(turnWith(calls), next)).toThrow(
    expect.objectContaining({ code: 'InvalidMessage' }),
  );
});
