import type * as z from 'zod/mini';
import type { BuiltCard, CardOptions } from '../cards/builders/build-card.js';
import { card } from '../cards/builders/card-builders.js';
import type { BuiltInCardType } from '../cards/builders/read-card.js';
import { ApprovalCardData } from '../cards/approval.js';
import { CampaignBriefCardData } from '../cards/campaign-brief.js';
import * as schemas from '../cards/card-schemas.js';
import { ChartCardData } from '../cards/chart.js';
import { ErrorGroupCardData } from '../cards/error-group.js';
import { EscalationCardData } from '../cards/escalation.js';
import { ExplanationCardData } from '../cards/explanation.js';
import { FormCardData, type FormField } from '../cards/form.js';
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
  /**
   * Data of the schema as the builder takes it, where that asks for more: fields that fit each other.
   * Absent: the builder takes whatever is of the schema.
   */
  readonly consistent?: (data: never) => unknown;
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
    type: 'form',
    id: 'FormCardData',
    schema: FormCardData,
    shape: generated.FORM_CARD_DATA,
    standard: schemas.formCardSchema,
    build: card.form as Build,
    consistent: ({ fields, ...form }: FormCardData) => ({ ...form, fields: fields.map(consistentField) }),
  },
  {
    type: 'chart',
    id: 'ChartCardData',
    schema: ChartCardData,
    shape: generated.CHART_CARD_DATA,
    standard: schemas.chartCardSchema,
    build: card.chart as Build,
    consistent: consistentChart,
  },
  {
    type: 'approval',
    id: 'ApprovalCardData',
    schema: ApprovalCardData,
    shape: generated.APPROVAL_CARD_DATA,
    standard: schemas.approvalCardSchema,
    build: card.approval as Build,
    consistent: ({ argsHash: _, ...approval }: ApprovalCardData) => approval,
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

function consistentField(field: FormField, at: number): FormField {
  const { value: _, max, ...rest } = field;
  const options = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ];
  const isChoice = field.kind === 'choice' || field.kind === 'choices';
  return {
    ...rest,
    name: `${at}${field.name.slice(0, 100)}`,
    ...(max !== undefined && { max: Math.max(max, field.min ?? max) }),
    ...(isChoice || field.options !== undefined ? { options } : {}),
    ...(field.kind === 'yes_no' && { value: true }),
  };
}

function consistentChart({ y, ...chart }: ChartCardData): ChartCardData {
  const { x, kind, series } = chart;
  const values = x.values.map((value) =>
    x.kind === 'number' ? Number(value) || 0 : x.kind === 'time' ? String(value) : value,
  );
  const fitting = series.slice(0, kind === 'pie' ? 1 : series.length).map((one, at) => ({
    ...one,
    name: `${at}${one.name.slice(0, 200)}`,
    values: values.map((_, index) => {
      const amount = one.values[index] ?? null;
      return kind === 'pie' && amount !== null ? Math.abs(amount) : amount;
    }),
  }));
  const { min: __, ...axis } = y ?? {};
  return { ...chart, x: { ...x, values }, series: fitting, ...(y !== undefined && { y: axis }) };
}
