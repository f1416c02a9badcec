import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { FormSubmitPayload } from '../cards/action-payloads.js';
import { ApprovalCardData } from '../cards/approval.js';
import { CampaignBriefCardData } from '../cards/campaign-brief.js';
import { Card } from '../cards/card.js';
import { ChartCardData } from '../cards/chart.js';
import { ErrorGroupCardData } from '../cards/error-group.js';
import { EscalationCardData } from '../cards/escalation.js';
import { ExplanationCardData } from '../cards/explanation.js';
import { FormCardData } from '../cards/form.js';
import { OutboxCardData } from '../cards/outbox.js';
import { PolicyDiffCardData } from '../cards/policy-diff.js';
import { RunSummaryCardData } from '../cards/run-summary.js';
import { SimulationCardData } from '../cards/simulation.js';
import { TableCardData } from '../cards/table.js';
import type { Method } from '../contract/define-method.js';
import { CONTRACT, METHOD_NAMES } from '../contract/methods.js';
import { PublicInterface } from '../contract/methods/interface.js';
import { ConversationEvent } from '../events/event.js';
import { MessagePayload, Part } from '../events/message.js';
import { CONTROL_FRAMES } from '../frames/frame.js';
import { pascalCase } from '../schema/named-schemas.js';
import { jsonCorpora } from '../test-support/corpora.js';
import { mutationsOf } from '../test-support/mutation.js';
import { lookUp, valuesOf } from '../test-support/schema-values.js';
import { FULL } from '../test-support/seeded.js';
import { edgesOf } from '../test-support/shape-edges.js';
import { check } from '../values/check.js';
import { ErrorBody } from '../values/error-body.js';
import { RpcNotification, RpcRequest, RpcResponse } from '../wire/rpc.js';
import { copyOf } from './copy-of.js';
import { faultOf, fits } from './fault-of.js';
import type { Shape } from './shape.js';
import * as generated from './shapes.generated.js';

/** The whole count runs in `npm run test:full`, a sample of it in every run. */
const RUNS = FULL ? 1_000 : 60;

interface Pair {
  /** Of the JSON Schema that values are made of. */
  readonly id: string;
  readonly schema: z.ZodMiniType;
  readonly shape: Shape;
}

const FRAME_IDS: Readonly<Record<string, string>> = { draft: 'DraftAppend', snapshot: 'SnapshotFrame' };

const pairs: readonly Pair[] = [
  { id: 'ConversationEvent', schema: ConversationEvent, shape: generated.CONVERSATION_EVENT },
  { id: 'Part', schema: Part, shape: generated.PART },
  { id: 'MessagePayload', schema: MessagePayload, shape: generated.MESSAGE_PAYLOAD },
  { id: 'Card', schema: Card, shape: generated.CARD },
  { id: 'TableCardData', schema: TableCardData, shape: generated.TABLE_CARD_DATA },
  { id: 'FormCardData', schema: FormCardData, shape: generated.FORM_CARD_DATA },
  { id: 'FormSubmitPayload', schema: FormSubmitPayload, shape: generated.FORM_SUBMIT_PAYLOAD },
  { id: 'ChartCardData', schema: ChartCardData, shape: generated.CHART_CARD_DATA },
  { id: 'ApprovalCardData', schema: ApprovalCardData, shape: generated.APPROVAL_CARD_DATA },
  { id: 'CampaignBriefCardData', schema: CampaignBriefCardData, shape: generated.CAMPAIGN_BRIEF_CARD_DATA },
  { id: 'SimulationCardData', schema: SimulationCardData, shape: generated.SIMULATION_CARD_DATA },
  { id: 'OutboxCardData', schema: OutboxCardData, shape: generated.OUTBOX_CARD_DATA },
  { id: 'RunSummaryCardData', schema: RunSummaryCardData, shape: generated.RUN_SUMMARY_CARD_DATA },
  { id: 'ErrorGroupCardData', schema: ErrorGroupCardData, shape: generated.ERROR_GROUP_CARD_DATA },
  { id: 'PolicyDiffCardData', schema: PolicyDiffCardData, shape: generated.POLICY_DIFF_CARD_DATA },
  { id: 'EscalationCardData', schema: EscalationCardData, shape: generated.ESCALATION_CARD_DATA },
  { id: 'ExplanationCardData', schema: ExplanationCardData, shape: generated.EXPLANATION_CARD_DATA },
  { id: 'ErrorBody', schema: ErrorBody, shape: generated.ERROR_BODY },
  { id: 'RpcRequest', schema: RpcRequest, shape: generated.RPC_REQUEST },
  { id: 'RpcNotification', schema: RpcNotification, shape: generated.RPC_NOTIFICATION },
  { id: 'RpcResponse', schema: RpcResponse, shape: generated.RPC_RESPONSE },
  { id: 'PublicInterface', schema: PublicInterface, shape: generated.PUBLIC_INTERFACE },
  ...Object.entries(ConversationEvent.variants.known).map(([type, schema]) => ({
    id: type === 'message' ? 'MessagePayload' : `${pascalCase(type)}Payload`,
    schema,
    shape: generated.PAYLOADS[type as keyof typeof generated.PAYLOADS],
  })),
  ...Object.entries(CONTROL_FRAMES).map(([kind, schema]) => ({
    id: FRAME_IDS[kind] ?? pascalCase(`_${kind}`),
    schema,
    shape: generated.FRAMES[kind as keyof typeof generated.FRAMES],
  })),
  ...METHOD_NAMES.flatMap((name): Pair[] => {
    const { params, result }: Method = CONTRACT[name];
    return [
      { id: `${pascalCase(name)}Params`, schema: params, shape: generated.PARAMS[name] },
      { id: `${pascalCase(name)}Result`, schema: result, shape: generated.RESULTS[name] },
    ];
  }),
];

/**
 * The shape takes what the schema takes and makes the same copy of it. Of what neither takes, both
 * name the same place, or one the union and the other the place in it.
 */
function expectAlike({ schema, shape }: Pair, value: unknown): boolean {
  const checked = check(schema, value);
  const fault = faultOf(shape, value);
  expect(fault === null).toBe(checked.success);
  if (checked.success) {
    const copy = copyOf(shape, value);
    // Vitest takes a field `constructor` for the type of what has it.
    if (!isDeepStrictEqual(copy, checked.data)) expect(copy).toStrictEqual(checked.data);
  } else if (checked.fault.message !== 'not a value that can be checked') {
    const ours = fault?.path ?? [];
    const theirs = checked.fault.path;
    const length = Math.min(ours.length, theirs.length);
    expect(ours.slice(0, length)).toEqual(theirs.slice(0, length));
  }
  return checked.success;
}

describe('the generated shapes', { timeout: 120_000 }, () => {
  it.each(pairs)('of $id take what the schema takes, and nothing else', (pair) => {
    const valid = valuesOf(pair.id);
    fc.assert(
      fc.property(valid, (value) => expectAlike(pair, value)),
      { numRuns: Math.ceil(RUNS / 3) },
    );
    let refused = 0;
    fc.assert(
      fc.property(mutationsOf(valid), (value) => {
        if (!expectAlike(pair, value)) refused += 1;
      }),
      { numRuns: RUNS },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('have the bounds of the schemas', () => {
    let [taken, refused] = [0, 0];
    for (const pair of pairs) {
      for (const value of fc.sample(valuesOf(pair.id), { numRuns: 8, seed: 1 })) {
        for (const edge of edgesOf(pair.shape, value)) {
          const isTaken = fits(pair.shape, edge);
          if (isTaken !== check(pair.schema, edge).success) expectAlike(pair, edge);
          if (isTaken) taken += 1;
          else refused += 1;
        }
      }
    }
    expect(taken).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(1_000);
  });

  it('take nothing of the corpora that the schemas do not take', () => {
    for (const { text } of jsonCorpora() ?? []) {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        continue; // Not JSON: it reaches no schema.
      }
      for (const pair of pairs) {
        expectAlike(pair, value);
        const fields = Object.keys((lookUp(pair.id)['properties'] as object | undefined) ?? {});
        for (const field of fields.slice(0, 3)) expectAlike(pair, { [field]: value });
      }
    }
  });

  it.each([
    ['a sparse array', { conversationId: 'c1', clientRequestId: 'r1', messageIds: new Array(2) }],
    ['a map', { conversationId: 'c1', clientRequestId: 'r1', custom: new Map() }],
    ['a field that is undefined', { conversationId: 'c1', clientRequestId: 'r1', custom: undefined }],
    ['a field that is inherited', Object.create({ conversationId: 'c1', clientRequestId: 'r1' })],
  ])('take %s as the schemas do', (_, value) => {
    for (const pair of pairs) expectAlike(pair, value);
  });
});
