import { FormSubmitPayload } from '../src/cards/action-payloads.js';
import { ApprovalCardData } from '../src/cards/approval.js';
import { CampaignBriefCardData } from '../src/cards/campaign-brief.js';
import { Card } from '../src/cards/card.js';
import { ChartCardData } from '../src/cards/chart.js';
import { ErrorGroupCardData } from '../src/cards/error-group.js';
import { EscalationCardData } from '../src/cards/escalation.js';
import { ExplanationCardData } from '../src/cards/explanation.js';
import { FormCardData } from '../src/cards/form.js';
import { OutboxCardData } from '../src/cards/outbox.js';
import { PolicyDiffCardData } from '../src/cards/policy-diff.js';
import { RunSummaryCardData } from '../src/cards/run-summary.js';
import { SimulationCardData } from '../src/cards/simulation.js';
import { TableCardData } from '../src/cards/table.js';
import { CONTRACT, METHOD_NAMES } from '../src/contract/methods.js';
import { PublicInterface } from '../src/contract/methods/interface.js';
import { ConversationEvent } from '../src/events/event.js';
import { MessagePayload, Part } from '../src/events/message.js';
import { CONTROL_FRAMES } from '../src/frames/frame.js';
import { ErrorBody } from '../src/values/error-body.js';
import { RpcNotification, RpcRequest, RpcResponse } from '../src/wire/rpc.js';
import { fieldsOf, type Operand, type ShapeNode, shapeNodeOf } from './shape-text.js';

/** What programs check values against: a shape, or shapes by name. */
const SHAPES: Readonly<Record<string, ShapeNode>> = {
  PART: shapeNodeOf(Part),
  MESSAGE_PAYLOAD: shapeNodeOf(MessagePayload),
  CONVERSATION_EVENT: shapeNodeOf(ConversationEvent),
  CARD: shapeNodeOf(Card),
  TABLE_CARD_DATA: shapeNodeOf(TableCardData),
  FORM_CARD_DATA: shapeNodeOf(FormCardData),
  FORM_SUBMIT_PAYLOAD: shapeNodeOf(FormSubmitPayload),
  CHART_CARD_DATA: shapeNodeOf(ChartCardData),
  APPROVAL_CARD_DATA: shapeNodeOf(ApprovalCardData),
  CAMPAIGN_BRIEF_CARD_DATA: shapeNodeOf(CampaignBriefCardData),
  SIMULATION_CARD_DATA: shapeNodeOf(SimulationCardData),
  OUTBOX_CARD_DATA: shapeNodeOf(OutboxCardData),
  RUN_SUMMARY_CARD_DATA: shapeNodeOf(RunSummaryCardData),
  ERROR_GROUP_CARD_DATA: shapeNodeOf(ErrorGroupCardData),
  POLICY_DIFF_CARD_DATA: shapeNodeOf(PolicyDiffCardData),
  ESCALATION_CARD_DATA: shapeNodeOf(EscalationCardData),
  EXPLANATION_CARD_DATA: shapeNodeOf(ExplanationCardData),
  ERROR_BODY: shapeNodeOf(ErrorBody),
  RPC_REQUEST: shapeNodeOf(RpcRequest),
  RPC_NOTIFICATION: shapeNodeOf(RpcNotification),
  RPC_RESPONSE: shapeNodeOf(RpcResponse),
  PUBLIC_INTERFACE: shapeNodeOf(PublicInterface),
};
interface Table {
  readonly shapes: Readonly<Record<string, ShapeNode>>;
  /** The type of its names, and where that is. */
  readonly names: string;
  readonly from: string;
}

const TABLES: Readonly<Record<string, Table>> = {
  PARTS: { shapes: fieldsOf(Part.variants.known), names: 'KnownPartType', from: 'events/message' },
  PAYLOADS: {
    shapes: fieldsOf(ConversationEvent.variants.known),
    names: 'KnownEventType',
    from: 'events/event',
  },
  FRAMES: { shapes: fieldsOf(CONTROL_FRAMES), names: 'ControlFrameKind', from: 'frames/frame' },
  PARAMS: { shapes: ofMethods('params'), names: 'MethodName', from: 'contract/methods' },
  RESULTS: { shapes: ofMethods('result'), names: 'MethodName', from: 'contract/methods' },
};

function ofMethods(half: 'params' | 'result'): Readonly<Record<string, ShapeNode>> {
  return Object.fromEntries(METHOD_NAMES.map((name) => [name, shapeNodeOf(CONTRACT[name][half])]));
}

/** The shapes of the schemas as a module. What occurs more than once is a constant of its own. */
export function shapesFile(): string {
  const exported = new Map<string, string>();
  for (const [name, node] of Object.entries(SHAPES)) exported.set(keyOf(node), name);
  const types = new Map<string, string>();
  for (const [name, { shapes, names }] of Object.entries(TABLES)) {
    exported.set(keyOf(shapes), name);
    types.set(name, `Readonly<Record<${names}, Shape>>`);
  }

  const uses = new Map<string, number>();
  const count = (operand: Operand): void => {
    if (typeof operand === 'string') return;
    const key = keyOf(operand);
    const before = uses.get(key) ?? 0;
    uses.set(key, before + 1);
    // What is inside of a constant is written once, however often that is used.
    if (before === 0) for (const inner of innerOf(operand)) count(inner);
  };
  const roots = [...Object.values(SHAPES), ...Object.values(TABLES).map(({ shapes }) => shapes)];
  for (const root of roots) count(root);

  const names = new Map<string, string>();
  const lines: string[] = [];
  const textOf = (operand: Operand): string => {
    if (typeof operand === 'string') return operand;
    const key = keyOf(operand);
    const known = names.get(key);
    if (known !== undefined) return known;
    const text = literalOf(operand, textOf);
    const exportName = exported.get(key);
    const isAlone = !isNode(operand) || (uses.get(key) ?? 0) < 2;
    if (exportName === undefined && isAlone) return text;
    const name = exportName ?? `shape${names.size + 1}`;
    names.set(key, name);
    const type = types.get(name) ?? 'Shape';
    lines.push(`${exportName === undefined ? '' : 'export '}const ${name}: ${type} = ${text};`);
    return name;
  };
  for (const root of roots) textOf(root);
  const imports = new Set(
    Object.values(TABLES).map(({ names: type, from }) => `import type { ${type} } from '../${from}.js';`),
  );
  return [
    '// Generated from the schemas by "npm run generate". Do not edit.',
    ...[...imports].sort(),
    `import type { Shape } from './shape.js';`,
    '',
    ...lines,
    '',
  ].join('\n');
}

function isNode(operand: Exclude<Operand, string>): operand is ShapeNode {
  return 'kind' in operand && typeof operand.kind === 'string';
}

function innerOf(operand: Exclude<Operand, string>): readonly Operand[] {
  return isNode(operand) ? operand.operands : Object.values(operand);
}

/** Equal for equal shapes. */
function keyOf(operand: Operand): string {
  return JSON.stringify(operand);
}

function literalOf(operand: Exclude<Operand, string>, textOf: (inner: Operand) => string): string {
  if (isNode(operand)) {
    return `[${[`'${operand.kind}'`, ...operand.operands.map(textOf)].join(', ')}]`;
  }
  if (Array.isArray(operand)) return `[${operand.map(textOf).join(', ')}]`;
  const fields = Object.entries(operand as Readonly<Record<string, ShapeNode>>);
  return `{ ${fields.map(([name, field]) => `${name}: ${textOf(field)}`).join(', ')} }`;
}
