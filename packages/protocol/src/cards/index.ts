export {
  ApprovalAnswerPayload,
  EditYamlPayload,
  ErrorGroupPayload,
  FormSubmitPayload,
  OutboxBulkPayload,
  OutboxEditPayload,
  OutboxLockPayload,
  OutboxRowPayload,
  OutboxRulePayload,
  PolicyDiffPayload,
  RunAtLevelPayload,
  SetBudgetPayload,
} from './action-payloads.js';
export { ApprovalCardData } from './approval.js';
export { approvalCard } from './builders/approval-card.js';
export type { BuiltCard, CardOptions } from './builders/build-card.js';
export { campaignBriefCard } from './builders/campaign-brief-card.js';
export { card } from './builders/card-builders.js';
export { chartCard } from './builders/chart-card.js';
export { errorGroupCard } from './builders/error-group-card.js';
export { escalationCard } from './builders/escalation-card.js';
export { explanationCard } from './builders/explanation-card.js';
export { formCard } from './builders/form-card.js';
export { outboxCard } from './builders/outbox-card.js';
export { policyDiffCard } from './builders/policy-diff-card.js';
export type { BuiltInCardData, BuiltInCardType } from './builders/read-card.js';
export { readCard } from './builders/read-card.js';
export { runSummaryCard } from './builders/run-summary-card.js';
export { simulationCard } from './builders/simulation-card.js';
export { tableCard } from './builders/table-card.js';
export { CampaignBriefCardData } from './campaign-brief.js';
export { EvidenceLink, SuggestedFix } from './card-fields.js';
export {
  approvalCardSchema,
  campaignBriefCardSchema,
  chartCardSchema,
  errorGroupCardSchema,
  escalationCardSchema,
  explanationCardSchema,
  formCardSchema,
  outboxCardSchema,
  policyDiffCardSchema,
  runSummaryCardSchema,
  simulationCardSchema,
  tableCardSchema,
} from './card-schemas.js';
export { ChartCardData, ChartSeries } from './chart.js';
export { ErrorGroupCardData } from './error-group.js';
export { EscalationCardData } from './escalation.js';
export { ExplanationCardData, ExplanationEvidence } from './explanation.js';
export { FormCardData, FormField, FormValue } from './form.js';
export { readFormValues } from './form-values.js';
export { OutboxCardData, OutboxSample, SamplePolicy } from './outbox.js';
export { PolicyDiffCardData } from './policy-diff.js';
export { RunSummaryCardData } from './run-summary.js';
export { ForecastBand, SimulationCardData } from './simulation.js';
export { TableCardData } from './table.js';
export type { StandardSchema } from '../shapes/standard-schema.js';
