import type { Viewer } from '@agent-chat/protocol';

/** Where the scenarios come from that conversations name as their `scenarioId`. */
export interface ScenarioSource {
  /**
   * What `viewer` may know of the scenario, as JSON: whoever plays a role that role whole and of the
   * others what everybody knows, anybody else what everybody knows, an operator all of it. `null`: there
   * is no such scenario, or not any more.
   */
  viewOf(tenant: string, scenarioId: string, viewer: Viewer): Promise<unknown>;
}
