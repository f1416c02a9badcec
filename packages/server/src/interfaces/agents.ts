import type { AgentRecord } from '@agent-chat/protocol';

/** The agents that interfaces may have: a list, or wherever they are found, for a tenant. */
export type AgentDirectory = readonly AgentOption[] | ((tenant: string) => Promise<readonly AgentOption[]>);

/** An agent as its host tells of it. */
export interface AgentOption {
  /** Its participant id on the roster, and its name among the orchestrator's `agents`. */
  readonly agentId: string;
  /** What visitors see as who answers. */
  readonly name: string;
  readonly description?: string | null;
  /** ISO-8601. */
  readonly updatedAt?: string | null;
}

/** `null` without a directory: the host does not say which there are, and any name will do. */
export async function agentsOf(
  directory: AgentDirectory | undefined,
  tenant: string,
): Promise<readonly AgentRecord[] | null> {
  if (directory === undefined) return null;
  const agents = typeof directory === 'function' ? await directory(tenant) : directory;
  return agents.map(({ agentId, name, description = null, updatedAt = null }) => ({
    agentId,
    name,
    description,
    updatedAt,
  }));
}
