import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { isAgent } from './participant-kind.js';

/**
 * Another policy, with a person asked before every turn of an agent that follows an agent: what one
 * wrote is read before the next one goes on.
 */
export function humanInTheLoopPolicy(inner: SchedulingPolicy): SchedulingPolicy {
  return {
    name: 'human-in-the-loop',
    due(control) {
      const { lastClose, participants } = control;
      const due = inner.due(control);
      const isToBeRead = lastClose?.by === 'message' && isAgent(control, lastClose.owner);
      if (!isToBeRead || !due.some((id) => isAgent(control, id))) return due;
      return participants.filter((one) => one.kind === 'user').map((one) => one.participantId);
    },
  };
}
