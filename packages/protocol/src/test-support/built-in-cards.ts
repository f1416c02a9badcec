import type * as z from 'zod/mini';
import type { BuiltCard, CardOptions } from '../cards/builders/build-card.js';
import { card } from '../cards/builders/card-builders.js';
import type { BuiltInCardType } from '../cards/builders/read-card.js';
import { CampaignBriefCardData } from '../cards/campaign-brief.js';
import * as schemas from '../cards/card-schemas.js';
import { ErrorGroupCardData } from '../cards/error-group.js';
import { EscalationCardData } from '../cards/escalation.js';
import { ExplanationCardData } from '../cards/explanation.js';
import { OutboxCardData } from '../cards/outbox.js';
import { PolicyDiffCardData } from '../cards/policy-diff.js';
import { RunSummaryCardData } from '../cards/run-summary.js';
import { SimulationCardData } from '../cards/simulation.js';
import { TableCardData } from '../cards/table.js';
import type { Shape } from '../shapes/shape.js';
import * as generated from '../shapes/shapes.generated.js';
import type { StandardSchema } from '../shapes/standard-schema.js';

export interface CardCase {
  readonly type: BuiltInCardType;
  /** Of the JSON Schema. */
  readonly id: string;
  readonly schema: z.ZodMiniType;
  readonly shape: Shape;
  readonly standard: StandardSchema<unknown>;
  readonly build: (data: unknown, options?: CardOptions) => BuiltCard<string, unknown>;
}

type Build = CardCase['build'];

/** Every built-in card with all that there is of it. */
export const CARD_CASES: readonly CardCase[] = [
  {
    type: 'table',
    id: 'TableCardData',
    schema: TableCardData,
    shape: generated.TABLE_CARD_DATA,
    standard: schemas.tableCardSchema,
    build: card.table as Build,
  },
  {
    type: 'campaign_brief',
    id: 'CampaignBriefCardData',
    schema: CampaignBriefCardData,
    shape: generated.CAMPAIGN_BRIEF_CARD_DATA,
    standard: schemas.campaignBriefCardSchema,
    build: card.campaignBrief as Build,
  },
  {
    type: 'simulation',
    id: 'SimulationCardData',
    schema: SimulationCardData,
    shape: generated.SIMULATION_CARD_DATA,
    standard: schemas.simulationCardSchema,
    build: card.simulation as Build,
  },
  {
    type: 'outbox',
    id: 'OutboxCardData',
    schema: OutboxCardData,
    shape: generated.OUTBOX_CARD_DATA,
    standard: schemas.outboxCardSchema,
    build: card.outbox as Build,
  },
  {
    type: 'run_summary',
    id: 'RunSummaryCardData',
    schema: RunSummaryCardData,
    shape: generated.RUN_SUMMARY_CARD_DATA,
    standard: schemas.runSummaryCardSchema,
    build: card.runSummary as Build,
  },
  {
    type: 'error_group',
    id: 'ErrorGroupCardData',
    schema: ErrorGroupCardData,
    shape: generated.ERROR_GROUP_CARD_DATA,
    standard: schemas.errorGroupCardSchema,
    build: card.errorGroup as Build,
  },
  {
    type: 'policy_diff',
    id: 'PolicyDiffCardData',
    schema: PolicyDiffCardData,
    shape: generated.POLICY_DIFF_CARD_DATA,
    standard: schemas.policyDiffCardSchema,
    build: card.policyDiff as Build,
  },
  {
    type: 'escalation',
    id: 'EscalationCardData',
    schema: EscalationCardData,
    shape: generated.ESCALATION_CARD_DATA,
    standard: schemas.escalationCardSchema,
    build: card.escalation as Build,
  },
  {
    type: 'explanation',
    id: 'ExplanationCardData',
    schema: ExplanationCardData,
    shape: generated.EXPLANATION_CARD_DATA,
    standard: schemas.explanationCardSchema,
    build: card.explanation as Build,
  },
];
