import type { ControlState } from '@agent-chat/protocol';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { dueIn, guidanceOf } from './guidance.js';
import { isAgent } from './participant-kind.js';

/** The agent whose turn it is, running or not; `null` when it is nobody's or a person's. */
export function dueAgentOf(control: ControlState, policy: SchedulingPolicy): string | null {
  return dueIn(guidanceOf(control, policy)).find((id) => isAgent(control, id)) ?? null;
}
