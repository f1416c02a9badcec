import { AgentChatError, check, type JsonValue, Scenario } from '@agent-chat/protocol';
import type { RecordStore } from '../ports/record-store.js';
import type { ScenarioSource } from '../ports/scenario-source.js';
import { scenarioView } from './scenario-view.js';

/** Where the scenarios of operators stand in a `RecordStore`, by their ids. */
export const SCENARIO_COLLECTION = 'scenarios';

/** The scenarios that operators keep by the methods of the server, as far as each viewer may see them. */
export function keptScenarios(records: Pick<RecordStore, 'get'>): ScenarioSource {
  return {
    async viewOf(tenant, scenarioId, viewer) {
      const scenario = scenarioIn(await records.get(tenant, SCENARIO_COLLECTION, scenarioId));
      return scenario === null ? null : scenarioView(scenario, viewer);
    },
  };
}

/**
 * The scenario in a record of the collection; `null` where there is no record, or it was deleted.
 * @throws AgentChatError `StoreDamaged`
 */
export function scenarioIn(value: JsonValue): Scenario | null {
  if (value === null) return null;
  const { scenario } = value as { readonly scenario?: JsonValue };
  if (scenario === null) return null;
  const checked = check(Scenario, scenario);
  if (checked.success) return checked.data;
  throw new AgentChatError('StoreDamaged', 'The record of a scenario can not be read.');
}
