import { AgentChatError, type ControlState } from '@agent-chat/protocol';
import type { Logger } from '../ports/environment.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/** What each conversation chooses from. */
export interface NamedPolicies extends SchedulingPolicy {
  readonly names: readonly string[];
}

/**
 * The policy that each conversation names, or `byDefault`. One that throws names nobody, and is told of
 * once for each state: it is asked within commands, and whoever wrote is not to blame.
 * @throws AgentChatError `InvalidConfiguration` when two have the same name: each takes a `name` of its own
 */
export function policyByName(
  byDefault: SchedulingPolicy,
  others: readonly SchedulingPolicy[],
  logger: Logger | null,
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
  const told = new WeakSet<ControlState>();
  function ask<T>(control: ControlState, question: (policy: SchedulingPolicy) => T): T | readonly string[] {
    const policy = byName.get(control.schedulingPolicy ?? byDefault.name) ?? byDefault;
    try {
      return question(policy);
    } catch (error) {
      if (!told.has(control)) {
        told.add(control);
        logger?.log('error', 'A scheduling policy failed: nobody is started.', {
          conversationId: control.conversationId,
          policy: policy.name,
          cause: String(error),
        });
      }
      return [];
    }
  }
  return {
    name: byDefault.name,
    names: [...byName.keys()],
    // What is no list is noticed here too.
    due: (control) => ask(control, (policy) => [...policy.due(control)]),
    beforeNamed: (control) =>
      ask(control, (policy) => {
        const first = policy.beforeNamed?.(control) ?? null;
        return first && [...first];
      }),
  };
}
