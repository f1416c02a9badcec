import { POLICY_DIFF_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { listText, oneLine } from './fallback-text.js';
import type { PolicyDiffCardData } from '../policy-diff.js';

const SIGNS = { same: ' ', removed: '-', added: '+' } as const;

const KIND: CardKind<'policy_diff', PolicyDiffCardData> = {
  type: 'policy_diff',
  version: 1,
  shape: POLICY_DIFF_CARD_DATA,
  defaults: { implications: [], enforcement: { status: 'proposed' } },
  actionsOf: ({ policyId, enforcement, after }) =>
    enforcement.status === 'proposed'
      ? [
          { actionId: 'apply', label: 'Apply', style: 'primary', payload: { policyId } },
          { actionId: 'edit-yaml', label: 'Edit YAML', payload: { yaml: after.source } },
          { actionId: 'reject', label: 'Reject', style: 'danger', payload: { policyId } },
        ]
      : [{ actionId: 'edit-yaml', label: 'Edit YAML', payload: { yaml: after.source } }],
  textOf: ({ policyId, before, lines, implications, enforcement }) => [
    `Policy ${oneLine(policyId)}: ${before === null ? 'new' : 'change'}, ${enforcement.status}`,
    ...(enforcement.message === undefined ? [] : [oneLine(enforcement.message)]),
    ...implications.map(({ text }) => `- ${oneLine(text)}`),
    ...(enforcement.outbox === undefined ? [] : [outboxText(enforcement.outbox)]),
    ...listText(
      'Lines',
      lines.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${SIGNS[kind]} ${text}`),
      '',
    ),
  ],
};

function outboxText({
  checked,
  ok,
  warn,
  block,
}: {
  checked: number;
  ok: number;
  warn: number;
  block: number;
}) {
  return `Of ${checked} messages in the outbox ${ok} are fine, ${warn} get a warning, ${block} are blocked.`;
}

/**
 * A `policy_diff` card. Its actions, unless others are given: `apply`, `edit-yaml` and `reject`
 * while it is proposed, afterwards `edit-yaml`.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function policyDiffCard(
  data: Given<WithDefaults<PolicyDiffCardData, 'implications' | 'enforcement'>>,
  options?: CardOptions,
): BuiltCard<'policy_diff', PolicyDiffCardData> {
  return buildCard(KIND, data, options);
}
