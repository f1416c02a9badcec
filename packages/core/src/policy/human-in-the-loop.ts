import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/**
 * Another policy, with a person asked before every turn of an agent that follows an agent: what one
 * wrote is read before the next one goes on.
 */
export function humanInTheLoopPolicy(inner: SchedulingPolicy): SchedulingPolicy {
  return {
    name: 'human-in-the-loop',
    due(control) {
      const { lastClose, participants } = control;
      const isAgent = (id: string | undefined): boolean =>
        participants.some((one) => one.participantId === id && one.kind === 'agent');
      const due = inner.due(control);
      if (lastClose?.by !== 'message' || !isAgent(lastClose.owner) || !due.some(isAgent)) return due;
      return participants.filter((one) => one.kind === 'user').map((one) => one.participantId);
    },
  };
}
