import type { ControlState } from '@agent-chat/protocol';

/**
 * Who speaks next when no turn is open and nothing is queued. Pure: the same control state gives
 * the same answer, on every node and after every restart.
 */
export interface SchedulingPolicy {
  readonly name: string;
  /** The participant that is due, or `null` when the conversation waits for anyone. */
  next(control: ControlState): string | null;
}
