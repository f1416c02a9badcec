import { AgentChatError, type ControlState, type Participant } from '@agent-chat/protocol';
import { isAgent } from '../policy/participant-kind.js';
import { type Actor, type Decision, nothing, requireNotEnded, seqAt, systemEnvelope } from './decision.js';

type Hosting = NonNullable<Participant['hosting']>;

export interface SetHosting {
  readonly clientRequestId: string;
  /** Default: all that it can be about; for an agent, itself. */
  readonly agentIds?: readonly string[] | undefined;
  readonly hosting: Hosting;
  /** Whether this node has a runner for the agent. */
  readonly isRunHere: (agentId: string) => boolean;
}

/**
 * Where agents run from now on.
 *
 * @throws AgentChatError `ConversationEnded`, `Forbidden` for an agent that asks it for another,
 * `NotOnRoster`, `UnknownAgent` for an agent that nobody here can run
 */
export function decideSetHosting(
  control: ControlState,
  by: Actor,
  { clientRequestId, agentIds, hosting, isRunHere }: SetHosting,
): Decision<{ seq: number; agentIds: string[] }> {
  requireNotEnded(control);
  const mayRun = (id: string): boolean => hosting === 'external' || isRunHere(id);
  const agents = control.participants.filter(({ kind }) => kind === 'agent');
  const all = agents.map(({ participantId }) => participantId).filter(mayRun);
  const named = new Set(agentIds ?? (by.operator ? all : [by.participantId]));
  for (const agentId of named) {
    if (!by.operator && agentId !== by.participantId) {
      throw new AgentChatError('Forbidden', 'An agent says only where it runs itself.');
    }
    if (!isAgent(control, agentId)) {
      throw new AgentChatError('NotOnRoster', 'There is no such agent on the roster.');
    }
    if (!mayRun(agentId)) {
      throw new AgentChatError('UnknownAgent', 'This server has no runner for that agent.', {
        details: { agentId },
      });
    }
  }
  const result = { agentIds: [...named] };
  const changed = agents
    .filter((one) => named.has(one.participantId) && one.hosting !== hosting)
    .map((one) => ({ ...one, hosting }));
  if (changed.length === 0) return { events: [], result: { ...nothing(control).result, ...result } };
  const event = {
    ...systemEnvelope(by.participantId),
    type: 'roster_changed' as const,
    clientRequestId,
    payload: { added: changed, removed: [] },
  };
  return { events: [event], result: { ...result, seq: seqAt(control, 0) } };
}
