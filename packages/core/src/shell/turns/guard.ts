import type { Approvers, ControlState } from '@agent-chat/protocol';
import type { ReadPolicy } from '../../decide/guard-call.js';
import { parseGuardPolicy } from '../../guard/parse-policy.js';
import type { GuardPolicy } from '../../guard/policy-format.js';
import type { ConversationPlace } from '../../ports/conversation-place.js';

/** So many sources of guard policies stay read: one for each conversation that is at work. */
const MAX_READ = 256;

/** How agents are held back, as the host has configured it. */
export interface Guard {
  /** How long an approval may wait, in milliseconds; `null`: without end. */
  readonly approvalTtlMs: number | null;
  /** Who is asked for a call. */
  readonly approversOf: (control: ControlState, toolName: string, place: ConversationPlace) => Approvers;
  readonly readPolicy: ReadPolicy;
}

export function createGuard(options: Omit<Guard, 'readPolicy'>): Guard {
  return { ...options, readPolicy: createPolicyReader() };
}

/** Reads guard policies, and remembers the newest ones: a policy is asked for at each call. */
function createPolicyReader(): ReadPolicy {
  const read = new Map<string, GuardPolicy | null>();
  return (source) => {
    const known = read.get(source);
    if (known !== undefined) return known;
    const parsed = parseGuardPolicy(source);
    const policy = parsed.success ? parsed.policy : null;
    read.set(source, policy);
    for (const oldest of read.keys()) {
      if (read.size <= MAX_READ) break;
      read.delete(oldest);
    }
    return policy;
  };
}
