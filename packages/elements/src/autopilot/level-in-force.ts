import type { AutopilotLevel, ControlState } from '@agent-chat/protocol';

/** The level of the current run, else that of the conversation; `null`: none. */
export function levelInForce({ autopilot, currentRunId, runs }: ControlState): AutopilotLevel | null {
  return runs.find(({ runId }) => runId === currentRunId)?.autopilot ?? autopilot;
}
