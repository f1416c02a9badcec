import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/**
 * Everybody on the roster speaks in its order, again and again: the one behind whoever spoke last,
 * the starting participant (else the first) at the beginning.
 *
 * @param options.order other than the roster's, by participant id; who is not in it never has to speak
 * @param options.name default `scenario-order`
 */
export function scenarioOrderPolicy(
  options: { readonly order?: readonly string[]; readonly name?: string } = {},
): SchedulingPolicy {
  const { name = 'scenario-order' } = options;
  return {
    name,
    due({ lastClose, participants, startingParticipantId }) {
      const roster = participants.map((one) => one.participantId);
      const order = (options.order ?? roster).filter((id) => roster.includes(id));
      if (lastClose === null) return [startingParticipantId ?? order[0]].filter((id) => id !== undefined);
      const next = order[(order.indexOf(lastClose.owner) + 1) % Math.max(1, order.length)];
      return next === undefined ? [] : [next];
    },
  };
}
