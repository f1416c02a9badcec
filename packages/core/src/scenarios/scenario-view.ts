import type { Scenario, Viewer } from '@agent-chat/protocol';

/**
 * What `viewer` may know of a scenario: an operator all of it; anybody else its title, background and
 * challenges, who plays in it, and of the roles the viewer's own. Fields that this version does not know
 * may be private, so they are an operator's, and those of a role its player's.
 */
export function scenarioView(scenario: Scenario, { operator, participantId }: Viewer): unknown {
  if (operator) return scenario;
  const { scenarioId, title, background, challenges, roles } = scenario;
  return {
    scenarioId,
    ...(title !== undefined && { title }),
    background,
    challenges,
    roles: roles.map((role) =>
      role.participantId === participantId ? role : { participantId: role.participantId },
    ),
  };
}
