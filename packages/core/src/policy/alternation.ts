import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/**
 * Users and agents take turns: after a user's turn the first agent of the roster is due, after an
 * agent's turn the first user.
 */
export function alternationPolicy(): SchedulingPolicy {
  return {
    name: 'alternation',
    due(control) {
      const { lastClose, participants } = control;
      const closer = participants.find((one) => one.participantId === lastClose?.owner);
      const wanted = lastClose?.by === 'message' && closer?.kind === 'user' ? 'agent' : 'user';
      const next = participants.find((one) => one.kind === wanted);
      return next === undefined ? [] : [next.participantId];
    },
  };
}
