import type { InterfaceMethod, ScenarioRecord, ScenarioSummary } from '@agent-chat/protocol';
import { operatorOf } from '../methods/operator.js';
import type { ServerMethods } from '../methods/server-methods.js';
import { makeRequestOf } from '../records/make-requests.js';
import type { ScenarioRecords } from './scenario-records.js';

/** The methods of the contract on scenarios. */
export type ScenarioMethod = Extract<
  InterfaceMethod,
  'createScenario' | 'listScenarios' | 'getScenario' | 'updateScenario' | 'deleteScenario'
>;

const DEFAULT_LIMIT = 50;

export function createScenarioMethods(scenarios: ScenarioRecords): ServerMethods<ScenarioMethod> {
  return {
    async createScenario(params, identity) {
      const request = makeRequestOf('createScenario', params, operatorOf(identity));
      return scenarios.create(request, params.scenario);
    },

    async listScenarios({ after, limit = DEFAULT_LIMIT }, identity) {
      const { tenant } = operatorOf(identity);
      const page = await scenarios.list(tenant, { after, limit });
      return { ...page, scenarios: page.scenarios.map(summaryOf) };
    },

    async getScenario({ scenarioId }, identity) {
      const { tenant } = operatorOf(identity);
      return scenarios.get({ tenant, scenarioId });
    },

    async updateScenario({ scenarioId, revision, scenario }, identity) {
      const { tenant } = operatorOf(identity);
      return scenarios.update({ tenant, scenarioId, revision }, scenario);
    },

    async deleteScenario({ scenarioId, revision }, identity) {
      const { tenant } = operatorOf(identity);
      await scenarios.delete({ tenant, scenarioId, revision });
      return {};
    },
  };
}

function summaryOf({ scenario, ...record }: ScenarioRecord): ScenarioSummary {
  const { scenarioId, title = null, roles } = scenario;
  return { ...record, scenarioId, title, participantIds: roles.map(({ participantId }) => participantId) };
}
