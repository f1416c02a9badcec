import type { ControlState } from '@agent-chat/protocol';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { isAgent, isUser } from './participant-kind.js';

/**
 * Another policy, with a person asked before every turn of an agent that follows an agent, also of one
 * that a hand-off names: what one wrote is read before the next one goes on. After the person's turn
 * whoever the inner policy named after the agent's goes on. Under a policy that looks for names, the
 * names that the person writes go before those that the agent wrote.
 *
 * @param options.name default `human-in-the-loop`
 */
export function humanInTheLoopPolicy(
  inner: SchedulingPolicy,
  { name = 'human-in-the-loop' }: { readonly name?: string } = {},
): SchedulingPolicy {
  return {
    name,
    due(control) {
      const due = inner.due(asOfAgent(control, inner));
      return isToBeRead(control) && due.some((id) => isAgent(control, id)) ? peopleOf(control) : due;
    },
    beforeNamed: (control) =>
      isToBeRead(control) ? peopleOf(control) : (inner.beforeNamed?.(control) ?? null),
  };
}

/** Whoever has left the roster is taken for an agent: what it wrote is read. */
function isToBeRead(control: ControlState): boolean {
  const { lastClose } = control;
  return lastClose?.by === 'message' && !isUser(control, lastClose.owner);
}

function peopleOf({ participants }: ControlState): string[] {
  return participants.filter((one) => one.kind === 'user').map((one) => one.participantId);
}

/**
 * What the inner policy is asked about: where a person has only stood between two agents, as if that
 * turn had not been. A turn that the inner policy itself left to a person stands.
 */
function asOfAgent(control: ControlState, inner: SchedulingPolicy): ControlState {
  const { lastClose } = control;
  const read = lastClose?.answers ?? null;
  if (lastClose === null || read === null) return control;
  const mentions = lastClose.mentions.length > 0 ? lastClose.mentions : read.mentions;
  const before = { ...control, lastClose: { ...read, mentions, branched: false, answers: null } };
  return inner.due(before).some((id) => isAgent(control, id)) ? before : control;
}
