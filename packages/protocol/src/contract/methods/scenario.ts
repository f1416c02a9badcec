import * as z from 'zod/mini';
import { Scenario } from '../../records/scenario.js';
import { defineMethod } from '../define-method.js';
import { OPERATOR_ROUTES } from '../operator-routes.js';
import { Id } from '../shapes.js';

/** Of a scenario as JSON, in UTF-8. */
export const MAX_SCENARIO_BYTES = 204_800;

const Revision = z.int().check(z.positive());
const OfScenario = z.object({ scenarioId: Id });

/** A scenario as it is kept, whole: for operators alone. */
export const ScenarioRecord = z.object({
  scenario: Scenario,
  /** Counts the changes. No two contents of a scenario have the same, also when it was deleted between them. */
  revision: Revision,
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ScenarioRecord = z.infer<typeof ScenarioRecord>;

/** What a list tells of a scenario. */
export const ScenarioSummary = z.object({
  scenarioId: z.string(),
  title: z.nullable(z.string()),
  /** Who plays in it. */
  participantIds: z.array(z.string()),
  revision: Revision,
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ScenarioSummary = z.infer<typeof ScenarioSummary>;

/** The scenarios that conversations name, for operators: the server answers. */
export const SCENARIO_METHODS = {
  /**
   * Keeps a scenario under the id that it has. From then on a conversation with this `scenarioId` shows
   * each participant its own role. The id of one that was deleted is free again.
   */
  createScenario: defineMethod({
    plane: 'interface',
    params: z.object({
      /** Makes a retry safe: the same id with the same params returns the first result at any later time. */
      clientRequestId: Id,
      /** At most 204,800 bytes of JSON, and no participant has two roles. */
      scenario: Scenario,
    }),
    result: ScenarioRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.createScenario,
    errors: ['ScenarioExists', 'PayloadTooLarge', 'IdempotencyMismatch'],
  }),
  /** The scenarios of the tenant, those last changed first. */
  listScenarios: defineMethod({
    plane: 'interface',
    params: z.object({
      /** The `next` of the page before. */
      after: z.optional(z.string().check(z.maxLength(256))),
      /** Default 50. */
      limit: z.optional(z.int().check(z.positive(), z.maximum(100))),
    }),
    result: z.object({
      scenarios: z.array(ScenarioSummary),
      /** Of all pages. */
      total: z.int().check(z.nonnegative()),
      /** `null` on the last page. */
      next: z.nullable(z.string()),
    }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.listScenarios,
    errors: [],
  }),
  /** One scenario, with all that is private in it. */
  getScenario: defineMethod({
    plane: 'interface',
    params: OfScenario,
    result: ScenarioRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.getScenario,
    errors: ['UnknownScenario'],
  }),
  /**
   * Puts another content in the place of a scenario's, whole: what is left out is gone. Conversations
   * that name it show the new one.
   */
  updateScenario: defineMethod({
    plane: 'interface',
    params: z.extend(OfScenario, {
      /** What the change is made to: on another revision it is `CasConflict`. Default: whatever is there. */
      revision: z.optional(Revision),
      /** As for `createScenario`. It keeps its id. */
      scenario: Scenario,
    }),
    result: ScenarioRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.updateScenario,
    errors: ['UnknownScenario', 'CasConflict', 'PayloadTooLarge'],
  }),
  /** Forgets its content. Conversations that name it stay, and show no scenario. */
  deleteScenario: defineMethod({
    plane: 'interface',
    params: z.extend(OfScenario, {
      /** What is to be deleted: another revision is `CasConflict`. Default: whatever is there. */
      revision: z.optional(Revision),
    }),
    result: z.object({}),
    callers: ['operator'],
    http: OPERATOR_ROUTES.deleteScenario,
    errors: ['UnknownScenario', 'CasConflict'],
  }),
} as const;
