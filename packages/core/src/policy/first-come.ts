import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/**
 * After somebody has spoken, every agent but that one may answer, and the first to open the turn has
 * it. Agents do not answer each other: after an agent's turn a person is due.
 *
 * @param options.name default `first-come`
 */
export function firstComePolicy({ name = 'first-come' }: { readonly name?: string } = {}): SchedulingPolicy {
  return {
    name,
    due({ lastClose, participants }) {
      const agents = participants.filter((one) => one.kind === 'agent');
      const isAnswered = agents.some((one) => one.participantId === lastClose?.owner);
      if (lastClose?.by !== 'message' || isAnswered) return [];
      return agents.map((one) => one.participantId);
    },
  };
}
