import { type GuardPolicy, parseGuardPolicy } from '@agent-chat/core';

/** `null` for a text that is no guard policy. */
export function readPolicy(source: string): GuardPolicy | null {
  const read = parseGuardPolicy(source);
  return read.success ? read.policy : null;
}
