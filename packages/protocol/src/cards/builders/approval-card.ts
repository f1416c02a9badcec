import { APPROVAL_CARD_DATA } from '../../shapes/shapes.generated.js';
import { canonicalHash } from '../../values/json.js';
import type { ApprovalCardData } from '../approval.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { indented, linesText, listText, oneLine, valueText } from './fallback-text.js';

const KIND: CardKind<'approval', ApprovalCardData> = {
  type: 'approval',
  version: 1,
  shape: APPROVAL_CARD_DATA,
  defaults: { status: 'open' },
  derive: ({ args }) => (args === undefined ? {} : { argsHash: canonicalHash(args) }),
  faultIn: ({ args, argsHash }) =>
    args === undefined || argsHash === undefined || argsHash === canonicalHash(args)
      ? null
      : { path: ['argsHash'], what: 'must be the hash of "args"' },
  // What stands in the log is answered there: two ways to answer would be one too many.
  actionsOf: ({ approvalId, status, argsHash }) => {
    if (status !== 'open' || approvalId !== undefined) return [];
    const payload = argsHash === undefined ? {} : { payload: { argsHash } };
    return [
      { actionId: 'approve', label: 'Approve', style: 'primary', ...payload },
      { actionId: 'deny', label: 'Deny', style: 'danger', ...payload },
    ];
  },
  textOf: ({ question, details, args, risk, evidence = [], expiresAt, status, resolved = {} }) => [
    `${WORDS[status]}${risk === undefined ? '' : ` (${risk} risk)`}: ${oneLine(question)}`,
    ...(details === undefined ? [] : indented([details])),
    ...(args === undefined ? [] : linesText('What would be done', valueText(args))),
    ...listText(
      'Evidence',
      evidence.map(({ label, url }) => `${label} ${url}`),
    ),
    ...(expiresAt === undefined || status !== 'open' ? [] : [`Answer by ${oneLine(expiresAt)}`]),
    ...(resolved.by === undefined ? [] : [`Answered by ${oneLine(resolved.by)}`]),
    ...(resolved.comment === undefined ? [] : [`Comment: ${oneLine(resolved.comment)}`]),
  ],
};

const WORDS: Readonly<Record<ApprovalCardData['status'], string>> = {
  open: 'Waits for your yes',
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
};

/**
 * An `approval` card; `status` is `open` by default, and `argsHash` is made of `args`. Its actions,
 * unless others are given: `approve` and `deny`, each with the hash of what was shown, while it is open
 * and stands for itself; none with an `approvalId`, which `resolveApproval` answers.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function approvalCard(
  data: Given<WithDefaults<ApprovalCardData, 'status'>>,
  options?: CardOptions,
): BuiltCard<'approval', ApprovalCardData> {
  return buildCard(KIND, data, options);
}
