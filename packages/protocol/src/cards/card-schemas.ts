import {
  APPROVAL_CARD_DATA,
  CAMPAIGN_BRIEF_CARD_DATA,
  CHART_CARD_DATA,
  ERROR_GROUP_CARD_DATA,
  ESCALATION_CARD_DATA,
  EXPLANATION_CARD_DATA,
  FORM_CARD_DATA,
  OUTBOX_CARD_DATA,
  POLICY_DIFF_CARD_DATA,
  RUN_SUMMARY_CARD_DATA,
  SIMULATION_CARD_DATA,
  TABLE_CARD_DATA,
} from '../shapes/shapes.generated.js';
import { type StandardSchema, standardSchema } from '../shapes/standard-schema.js';
import type { ApprovalCardData } from './approval.js';
import type { CampaignBriefCardData } from './campaign-brief.js';
import type { ChartCardData } from './chart.js';
import type { ErrorGroupCardData } from './error-group.js';
import type { EscalationCardData } from './escalation.js';
import type { ExplanationCardData } from './explanation.js';
import type { FormCardData } from './form.js';
import type { OutboxCardData } from './outbox.js';
import type { PolicyDiffCardData } from './policy-diff.js';
import type { RunSummaryCardData } from './run-summary.js';
import type { SimulationCardData } from './simulation.js';
import type { TableCardData } from './table.js';

// The schemas of the built-in cards for where they are shown, without the schema library.

export const tableCardSchema: StandardSchema<TableCardData> = /* @__PURE__ */ standardSchema(TABLE_CARD_DATA);
export const formCardSchema: StandardSchema<FormCardData> = /* @__PURE__ */ standardSchema(FORM_CARD_DATA);
export const chartCardSchema: StandardSchema<ChartCardData> = /* @__PURE__ */ standardSchema(CHART_CARD_DATA);
export const approvalCardSchema: StandardSchema<ApprovalCardData> =
  /* @__PURE__ */ standardSchema(APPROVAL_CARD_DATA);
export const campaignBriefCardSchema: StandardSchema<CampaignBriefCardData> =
  /* @__PURE__ */ standardSchema(CAMPAIGN_BRIEF_CARD_DATA);
export const simulationCardSchema: StandardSchema<SimulationCardData> =
  /* @__PURE__ */ standardSchema(SIMULATION_CARD_DATA);
export const outboxCardSchema: StandardSchema<OutboxCardData> =
  /* @__PURE__ */ standardSchema(OUTBOX_CARD_DATA);
export const runSummaryCardSchema: StandardSchema<RunSummaryCardData> =
  /* @__PURE__ */ standardSchema(RUN_SUMMARY_CARD_DATA);
export const errorGroupCardSchema: StandardSchema<ErrorGroupCardData> =
  /* @__PURE__ */ standardSchema(ERROR_GROUP_CARD_DATA);
export const policyDiffCardSchema: StandardSchema<PolicyDiffCardData> =
  /* @__PURE__ */ standardSchema(POLICY_DIFF_CARD_DATA);
export const escalationCardSchema: StandardSchema<EscalationCardData> =
  /* @__PURE__ */ standardSchema(ESCALATION_CARD_DATA);
export const explanationCardSchema: StandardSchema<ExplanationCardData> =
  /* @__PURE__ */ standardSchema(EXPLANATION_CARD_DATA);
