import type { ControlState } from '@agent-chat/protocol';

/**
 * Who speaks next when no turn is open and nobody was named; where that is no agent, what is queued
 * is taken up. Pure: the same control state gives the same answer, on every node and after every
 * restart.
 */
export interface SchedulingPolicy {
  /** What a conversation chooses it by. */
  readonly name: string;
  /**
   * The participants that may start the next turn, the preferred one first; of several, the first
   * to do so wins. None: the conversation waits for a person.
   */
  due(control: ControlState): readonly string[];
  /**
   * Who has to act before an agent that a hand-off or a button names. It is not asked where a person
   * has named the agent since the last turn closed. `null`, or absent: the agent goes on at once.
   */
  beforeNamed?(control: ControlState): readonly string[] | null;
}
