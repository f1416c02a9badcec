import type { ControlState } from '@agent-chat/protocol';
import { type Decision, systemEnvelope } from '../decide/decision.js';

/**
 * Whether agents may start without being asked by a person: somebody on the roster is one, or the
 * conversation's `custom.autoRun` says that they go on by themselves.
 */
export function mayRunAlone({ participants, custom }: ControlState): boolean {
  return custom['autoRun'] === true || participants.some((one) => one.kind === 'user');
}

/** Takes `custom.autoRun` away from a conversation in which nothing has happened for too long. */
export function decideClearAutoRun(control: ControlState, now: number, maxAgeMs: number): Decision<null> {
  const { custom, ended, updatedAt } = control;
  const isStale = custom['autoRun'] === true && now - Date.parse(updatedAt) > maxAgeMs;
  if (!isStale || ended) return { events: [], result: null };
  const { autoRun: _autoRun, ...rest } = custom;
  return {
    events: [{ ...systemEnvelope(), type: 'updated', payload: { custom: rest } }],
    result: null,
  };
}
