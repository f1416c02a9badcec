import { approvalCard } from './approval-card.js';
import { campaignBriefCard } from './campaign-brief-card.js';
import { chartCard } from './chart-card.js';
import { errorGroupCard } from './error-group-card.js';
import { escalationCard } from './escalation-card.js';
import { explanationCard } from './explanation-card.js';
import { formCard } from './form-card.js';
import { outboxCard } from './outbox-card.js';
import { policyDiffCard } from './policy-diff-card.js';
import { runSummaryCard } from './run-summary-card.js';
import { simulationCard } from './simulation-card.js';
import { tableCard } from './table-card.js';

/**
 * A builder for each built-in card: `card.outbox({ runId, samples })`. It fills in defaults, the
 * buttons that the type offers and a text for whoever cannot show the card, and throws an
 * `AgentChatError` `InvalidRequest` with `details {card, path}` for data that is not of the type.
 * Each builder is also a function of its own, for programs that want no other.
 */
export const card = {
  table: tableCard,
  form: formCard,
  chart: chartCard,
  approval: approvalCard,
  campaignBrief: campaignBriefCard,
  simulation: simulationCard,
  outbox: outboxCard,
  runSummary: runSummaryCard,
  errorGroup: errorGroupCard,
  policyDiff: policyDiffCard,
  escalation: escalationCard,
  explanation: explanationCard,
} as const;
