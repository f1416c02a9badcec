import type { Card, CardAction } from '@agent-chat/protocol';
import type { OutboxCardData } from '@agent-chat/protocol/cards';
import { visibleControls } from '../../tool-call/inert-text.js';
import type { PlainEntry } from './plain-card.js';

/** Buttons of built-in cards that ask for more than a press: there has to be a field to write in. */
const WITH_A_FIELD: ReadonlySet<string> = new Set(['edit-yaml', 'approve-by-rule', 'edit', 'lock', 'submit']);
const BUILT_IN: ReadonlySet<string> = new Set([
  'campaign_brief',
  'simulation',
  'outbox',
  'run_summary',
  'error_group',
  'policy_diff',
  'escalation',
  'explanation',
  'form',
  'approval',
]);
const OF_A_ROW = ['approve', 'skip'] as const;

/** The buttons of a card in words. */
export interface PlainActions {
  /** For the whole card. */
  readonly ofCard: readonly CardAction[];
  /** For the entry at this place. */
  readonly ofEntry: (entry: PlainEntry, at: number) => readonly CardAction[];
}

export const NO_ACTIONS: PlainActions = { ofCard: [], ofEntry: () => [] };

/** The buttons that a press alone answers. */
export function plainActions(card: Card): PlainActions {
  const { type, actions = [] } = card;
  if (!BUILT_IN.has(type)) return { ofCard: actions, ofEntry: () => [] };
  const outbox = outboxOf(card);
  const ofRows = outbox?.rowActions ?? [];
  return {
    ofCard: actions.filter(
      ({ actionId, payload }) =>
        !WITH_A_FIELD.has(actionId) &&
        !ofRows.includes(actionId) &&
        // Without a limit there is nothing to set yet.
        (actionId !== 'set-budget' || payload !== undefined),
    ),
    ofEntry: (entry, at) => (outbox === null ? [] : rowActions(actions, outbox, entry, at)),
  };
}

function rowActions(
  actions: readonly CardAction[],
  { samples, rowActions: ofRows = [] }: Outbox,
  { title }: PlainEntry,
  at: number,
): readonly CardAction[] {
  const sample = samples[at];
  // The text came with the card: what it says here must be about this row.
  if (sample === undefined || !title.startsWith(`${visibleControls(sample.email.trim())}: `)) return [];
  const isBlocked = sample.policy.some(({ status }) => status === 'block');
  const may = {
    approve: !isBlocked && [undefined, 'skipped'].includes(sample.status),
    skip: [undefined, 'approved', 'edited'].includes(sample.status),
  };
  const offered: readonly string[] = OF_A_ROW.filter(
    (actionId) => may[actionId] && ofRows.includes(actionId),
  );
  return actions
    .filter(({ actionId }) => offered.includes(actionId))
    .map((action) => ({ ...action, payload: { leadId: sample.leadId } }));
}

type Outbox = {
  readonly rowActions?: readonly string[];
  readonly samples: readonly Pick<
    OutboxCardData['samples'][number],
    'leadId' | 'email' | 'status' | 'policy'
  >[];
};

/** As much of an outbox as its rows need. The schema of the whole would be loaded with every answer. */
function outboxOf({ type, version, data }: Card): Outbox | null {
  if (type !== 'outbox' || version !== 1 || !isRecord(data)) return null;
  const { samples, rowActions: ofRows = [] } = data;
  const isOutbox = Array.isArray(samples) && samples.every(isRow) && Array.isArray(ofRows);
  return isOutbox ? (data as Outbox) : null;
}

function isRow(row: unknown): boolean {
  if (!isRecord(row)) return false;
  const { leadId, email, policy } = row;
  return (
    typeof leadId === 'string' && typeof email === 'string' && Array.isArray(policy) && policy.every(isRecord)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
