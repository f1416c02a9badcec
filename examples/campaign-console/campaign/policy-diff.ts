import { diffGuardPolicies, parseGuardPolicy } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { type PolicyDiffCardData, policyDiffCard } from '@agent-chat/protocol/cards';
import type { OutboxRow } from './outbox.ts';

export interface PolicyVersion {
  readonly seq: number;
  readonly policyId: string;
  readonly version: number;
  readonly source: string;
  readonly ts: string;
}

/** The card that shows how `after` differs from `before`, and what it does to the outbox. */
export function policyDiffOf(
  before: PolicyVersion | null,
  after: { readonly source: string; readonly version?: number },
  rows: readonly OutboxRow[],
  enforcement: Pick<PolicyDiffCardData['enforcement'], 'status' | 'since'>,
) {
  const old = parseGuardPolicy(before?.source ?? 'rules: []\n');
  const next = parseGuardPolicy(after.source);
  if (!old.success || !next.success) throw new AgentChatError('InvalidPolicy', 'The policy cannot be read.');
  const { lines, implications } = diffGuardPolicies(old, next);
  const count = (status: OutboxRow['policy']) => rows.filter(({ policy }) => policy === status).length;
  const outbox = { checked: rows.length, ok: count('ok'), warn: count('warn'), block: count('block') };
  return policyDiffCard({
    policyId: before?.policyId ?? 'default',
    before: before === null ? null : { version: before.version },
    after: { source: after.source, ...(after.version !== undefined && { version: after.version }) },
    lines,
    implications,
    enforcement: { ...enforcement, outbox },
  });
}
