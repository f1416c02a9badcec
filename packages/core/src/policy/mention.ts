import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { isUser } from './participant-kind.js';

/**
 * Whoever the last message names first as `@id` or `@name` is due. Where it names nobody: after a
 * person the agent that spoke last, or the first of the roster; after an agent a person. Agents pass
 * the turn on by naming one another, or by a hand-off, which goes before every policy.
 *
 * @param options.name default `mention`
 */
export function mentionPolicy({ name = 'mention' }: { readonly name?: string } = {}): SchedulingPolicy {
  return {
    name,
    due({ lastClose, participants, recentOwners }) {
      if (lastClose?.by !== 'message') return [];
      const others = participants.filter((one) => one.participantId !== lastClose.owner);
      const named = lastClose.mentions.find((id) => others.some((one) => one.participantId === id));
      if (named !== undefined) return [named];
      if (!isUser({ participants }, lastClose.owner)) return [];
      const agents = others.filter((one) => one.kind === 'agent').map((one) => one.participantId);
      const newest = recentOwners.findLast((id) => agents.includes(id)) ?? agents[0];
      return newest === undefined ? [] : [newest];
    },
  };
}
