import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { isUser } from './participant-kind.js';

/**
 * Users and agents take turns: after a user's turn the first agent of the roster is due, after an
 * agent's turn the first user.
 *
 * @param options.name default `alternation`
 */
export function alternationPolicy({
  name = 'alternation',
}: {
  readonly name?: string;
} = {}): SchedulingPolicy {
  return {
    name,
    due(control) {
      const { lastClose, participants } = control;
      const wanted = lastClose?.by === 'message' && isUser(control, lastClose.owner) ? 'agent' : 'user';
      const next = participants.find((one) => one.kind === wanted);
      return next === undefined ? [] : [next.participantId];
    },
  };
}
