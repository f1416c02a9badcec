import type { Shape } from '../../shapes/shape.js';
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
} from '../../shapes/shapes.generated.js';
import { AgentChatError } from '../../values/errors.js';
import type { ApprovalCardData } from '../approval.js';
import type { CampaignBriefCardData } from '../campaign-brief.js';
import type { Card } from '../card.js';
import type { ChartCardData } from '../chart.js';
import type { ErrorGroupCardData } from '../error-group.js';
import type { EscalationCardData } from '../escalation.js';
import type { ExplanationCardData } from '../explanation.js';
import type { FormCardData } from '../form.js';
import type { OutboxCardData } from '../outbox.js';
import type { PolicyDiffCardData } from '../policy-diff.js';
import type { RunSummaryCardData } from '../run-summary.js';
import type { SimulationCardData } from '../simulation.js';
import type { TableCardData } from '../table.js';
import { requireShape } from './build-card.js';

/** The data of each built-in card, version 1, by its type. */
export interface BuiltInCardData {
  table: TableCardData;
  form: FormCardData;
  chart: ChartCardData;
  approval: ApprovalCardData;
  campaign_brief: CampaignBriefCardData;
  simulation: SimulationCardData;
  outbox: OutboxCardData;
  run_summary: RunSummaryCardData;
  error_group: ErrorGroupCardData;
  policy_diff: PolicyDiffCardData;
  escalation: EscalationCardData;
  explanation: ExplanationCardData;
}
export type BuiltInCardType = keyof BuiltInCardData;

const SHAPES: Readonly<Record<BuiltInCardType, Shape>> = {
  table: TABLE_CARD_DATA,
  form: FORM_CARD_DATA,
  chart: CHART_CARD_DATA,
  approval: APPROVAL_CARD_DATA,
  campaign_brief: CAMPAIGN_BRIEF_CARD_DATA,
  simulation: SIMULATION_CARD_DATA,
  outbox: OUTBOX_CARD_DATA,
  run_summary: RUN_SUMMARY_CARD_DATA,
  error_group: ERROR_GROUP_CARD_DATA,
  policy_diff: POLICY_DIFF_CARD_DATA,
  escalation: ESCALATION_CARD_DATA,
  explanation: EXPLANATION_CARD_DATA,
};

/**
 * The data of a card that came from elsewhere, checked: of one whose button was pressed, for example.
 * It is the card's own data, with the fields that this version does not know.
 * @throws AgentChatError `InvalidRequest` for a card of another type or version, or with the path of
 * the fault in its data
 */
export function readCard<T extends BuiltInCardType>(type: T, card: Card): BuiltInCardData[T] {
  if (card.type !== type || card.version !== 1) {
    throw new AgentChatError(
      'InvalidRequest',
      `This is a card "${card.type}" of version ${card.version}, not a "${type}" of version 1.`,
      { details: { card: card.type, version: card.version } },
    );
  }
  requireShape(type, SHAPES[type], card.data);
  return card.data as BuiltInCardData[T];
}
