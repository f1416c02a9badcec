import { AgentChatError } from '@agent-chat/protocol';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/** What each conversation chooses from. */
export interface NamedPolicies extends SchedulingPolicy {
  readonly names: readonly string[];
}

/**
 * The policy that each conversation names, or `byDefault`.
 * @throws AgentChatError `InvalidConfiguration` when two have the same name
 */
export function policyByName(
  byDefault: SchedulingPolicy,
  others: readonly SchedulingPolicy[],
): NamedPolicies {
  const byName = new Map([[byDefault.name, byDefault]]);
  for (const policy of others) {
    if (byName.has(policy.name) && byName.get(policy.name) !== policy) {
      throw new AgentChatError(
        'InvalidConfiguration',
        `Two scheduling policies are called "${policy.name}".`,
      );
    }
    byName.set(policy.name, policy);
  }
  return {
    name: byDefault.name,
    names: [...byName.keys()],
    due: (control) => (byName.get(control.schedulingPolicy ?? byDefault.name) ?? byDefault).due(control),
  };
}
