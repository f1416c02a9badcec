import { POLICY_DIFF_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { countText, LINE_ENDS, numberText, oneLine } from './fallback-text.js';
import type { PolicyDiffCardData } from '../policy-diff.js';

const SIGNS = { removed: '-', added: '+' } as const;
const STATUSES = {
  proposed: 'waits for your approval',
  enforced: 'is in force',
  rejected: 'was rejected',
  failed: 'could not be applied',
} as const;

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
    `${before === null ? 'New policy' : 'Policy change'}${policyId === 'default' ? '' : ` (${oneLine(policyId)})`}: ${STATUSES[enforcement.status]}`,
    ...(enforcement.message === undefined ? [] : [oneLine(enforcement.message)]),
    ...implications.map(({ text }) => `- ${oneLine(text)}`),
    ...(enforcement.outbox === undefined ? [] : [outboxText(enforcement.outbox)]),
    ...diffText(lines),
  ],
};

/** What changes, fenced as a diff is elsewhere; each line begins with its sign, so that none can end it. */
function diffText(lines: PolicyDiffCardData['lines']): string[] {
  const changes = lines.flatMap(({ kind, text }) =>
    kind === 'same' ? [] : [`${SIGNS[kind]} ${text.replaceAll(LINE_ENDS, ' ')}`],
  );
  return changes.length === 0 ? [] : ['```diff', ...changes, '```'];
}

/** What becomes of the messages that wait; what becomes of none is left out. */
function outboxText(outbox: { checked: number; ok: number; warn: number; block: number }): string {
  const { checked, ok, warn, block } = outbox;
  const verdicts = [
    [ok, ok === 1 ? 'is fine' : 'are fine'],
    [warn, warn === 1 ? 'gets a warning' : 'get a warning'],
    [block, block === 1 ? 'is blocked' : 'are blocked'],
  ] as const;
  const words = verdicts
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${numberText(count)} ${verdict}`);
  if (words.length === 0) return `${countText(checked, 'message')} in the outbox.`;
  return `Of ${countText(checked, 'message')} in the outbox ${words.join(', ')}.`;
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
