import { OUTBOX_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { countText, indented, moreText, oneLine } from './fallback-text.js';
import type { OutboxSample, OutboxCardData } from '../outbox.js';

/** Rows that the text of a card spells out: it is for reading, and travels with the card. */
const ROWS_IN_TEXT = 10;
const APPROVE_ALL_FROM = 80;

const KIND: CardKind<'outbox', OutboxCardData> = {
  type: 'outbox',
  version: 1,
  shape: OUTBOX_CARD_DATA,
  defaults: { approveAllFrom: APPROVE_ALL_FROM, rowActions: ['approve', 'edit', 'skip', 'lock'] },
  itemDefaults: { samples: { evidence: [], policy: [] } },
  actionsOf: ({ approveAllFrom = APPROVE_ALL_FROM }) => [
    {
      actionId: `approve-all>=${approveAllFrom}`,
      label: `Approve all with score ${approveAllFrom} or more`,
      style: 'primary',
      payload: { minScore: approveAllFrom },
    },
    { actionId: 'approve-by-rule', label: 'Approve by a rule' },
    { actionId: 'approve', label: 'Approve', style: 'primary' },
    { actionId: 'edit', label: 'Edit' },
    { actionId: 'skip', label: 'Skip', style: 'danger' },
    { actionId: 'lock', label: 'Lock a sentence' },
  ],
  textOf: ({ samples, total = samples.length }) => [
    `Outbox: ${countText(total, 'message')}`,
    ...samples.slice(0, ROWS_IN_TEXT).flatMap(sampleText),
    ...moreText(total - Math.min(samples.length, ROWS_IN_TEXT)),
  ],
};

function sampleText(sample: OutboxSample, at: number): string[] {
  const { score, email, subject, body, evidence, policy, status } = sample;
  const complaints = policy.filter((row) => row.status !== 'ok');
  const isBlocked = complaints.some((row) => row.status === 'block');
  const state = [
    `score ${score}`,
    ...(status === undefined ? [] : [oneLine(status)]),
    ...(isBlocked ? ['blocked'] : []),
  ];
  return [
    `${at + 1}. ${oneLine(email)}: ${oneLine(subject)} (${state.join(', ')})`,
    ...indented([
      body,
      ...(evidence.length === 0
        ? []
        : [`Evidence: ${evidence.map(({ label, url }) => `${oneLine(label)} ${oneLine(url)}`).join('; ')}`]),
      ...complaints.map(({ rule, status: verdict, note }) => {
        return `${verdict === 'block' ? 'Blocked' : 'Warning'} by ${oneLine(rule)}${note === undefined ? '' : `: ${oneLine(note)}`}`;
      }),
    ]),
  ];
}

/**
 * An `outbox` card. Its actions, unless others are given: `approve-all>=80` (or the score of
 * `approveAllFrom`) and `approve-by-rule` for the whole, `approve`, `edit`, `skip` and `lock` for
 * each row.
 * @throws AgentChatError `InvalidRequest` with the path of the fault, such as `samples.3.score`
 */
export function outboxCard(
  data: Given<
    Omit<OutboxCardData, 'samples'> & { samples: WithDefaults<OutboxSample, 'evidence' | 'policy'>[] }
  >,
  options?: CardOptions,
): BuiltCard<'outbox', OutboxCardData> {
  return buildCard(KIND, data, options);
}
