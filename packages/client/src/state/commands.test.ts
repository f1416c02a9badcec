import { CONTRACT, type MethodName, METHOD_NAMES } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, eventAt, said } from '../test-support/events.js';
import { COMMAND_METHODS, laneOf } from './commands.js';
import { resultOf } from './pending.js';

/** The methods that a person calls on a conversation under a request id. */
function isCommandOfPeople(name: MethodName): boolean {
  const { callers, params } = CONTRACT[name];
  const shape = Object.keys((params as unknown as { readonly shape: object }).shape);
  if (!shape.includes('conversationId') || !shape.includes('clientRequestId')) return false;
  return ['visitor', 'member', 'operator'].some((kind) => (callers as readonly string[]).includes(kind));
}

/** What makes, names or ends the conversation that commands are kept for: lists of conversations call these. */
const NOT_KEPT = ['createConversation', 'renameVisitorConversation', 'eraseConversation'];
/** What runners call, whoever stands behind them. */
const OF_RUNNERS = METHOD_NAMES.filter((name) => {
  const { callers } = CONTRACT[name];
  return Array.isArray(callers) && String(callers) === 'agent,operator';
});

describe('the commands of the client', () => {
  it('are all that people give, and nothing else', () => {
    const ours: readonly string[] = COMMAND_METHODS;
    const given = METHOD_NAMES.filter(isCommandOfPeople);
    const missing = given.filter(
      (name) => !ours.includes(name) && !NOT_KEPT.includes(name) && !OF_RUNNERS.includes(name),
    );
    expect(missing).toEqual([]);
    for (const name of COMMAND_METHODS) {
      const isOfRunnersToo = ['settleAction', 'patchCard', 'patchRunState'].includes(name);
      expect(isOfRunnersToo || !OF_RUNNERS.includes(name), name).toBe(true);
      expect(given).toContain(name);
    }
  });

  it('go in order where one may depend on another, and a stop waits for nothing', () => {
    expect(laneOf('setModel')).toBe(laneOf('sendMessage'));
    expect(laneOf('stop')).not.toBe(laneOf('sendMessage'));
    expect(laneOf('pause')).toBe(laneOf('resume'));
  });

  it('are settled only by an event that says what their answer would', () => {
    const message = eventAt(4, said(1, 'm1', 'Hi', 'r1'));
    expect(resultOf('sendMessage', message)).toEqual({ seq: 4, messageId: 'm1', queued: false });
    const opened = { ...message, type: 'run_changed', payload: { runId: 'run_1', status: 'running' } };
    expect(resultOf('sendMessage', opened as never)).toBeNull();
    expect(resultOf('changeRun', opened as never)).toEqual({ seq: 4, runId: 'run_1' });
    expect(resultOf('pause', { ...opened, conversationId: CONVERSATION_ID })).toEqual({ seq: 4 });
  });
});
