import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/**
 * An agent chooses who speaks: after every turn of somebody else the moderator is due, and it names
 * the next one by a hand-off. A moderator's turn that names nobody leaves it to a person.
 *
 * @param options.name default `moderator`
 */
export function moderatorPolicy(options: {
  readonly moderatorId: string;
  readonly name?: string;
}): SchedulingPolicy {
  const { moderatorId, name = 'moderator' } = options;
  return {
    name,
    due({ lastClose }) {
      if (lastClose?.by !== 'message' || lastClose.owner === moderatorId) return [];
      return [moderatorId];
    },
  };
}
