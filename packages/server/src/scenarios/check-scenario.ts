import { AgentChatError, MAX_SCENARIO_BYTES, type Scenario } from '@agent-chat/protocol';

/**
 * What a schema cannot say of a scenario.
 * @throws AgentChatError `PayloadTooLarge`; `InvalidRequest` with `details.path`
 */
export function checkScenario(scenario: Scenario): void {
  if (new TextEncoder().encode(JSON.stringify(scenario)).length > MAX_SCENARIO_BYTES) {
    throw new AgentChatError('PayloadTooLarge', 'The scenario is too large.', {
      details: { maxBytes: MAX_SCENARIO_BYTES },
    });
  }
  const players = new Set<string>();
  for (const [index, { participantId }] of scenario.roles.entries()) {
    // What is private to one role would be shown to who plays the other.
    if (players.has(participantId)) {
      throw invalid(`scenario.roles.${index}.participantId`, `"${participantId}" has two roles.`);
    }
    players.add(participantId);
  }
}

/** @throws AgentChatError `InvalidRequest` when the scenario has another id than the one that is changed */
export function checkScenarioId(scenario: Scenario, scenarioId: string): void {
  if (scenario.scenarioId === scenarioId) return;
  throw invalid('scenario.scenarioId', `A scenario keeps its id: this one is "${scenarioId}".`);
}

function invalid(path: string, what: string): AgentChatError {
  return new AgentChatError('InvalidRequest', what, { details: { path } });
}
