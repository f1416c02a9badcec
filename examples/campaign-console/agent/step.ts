import type { Situation } from './situation.ts';

/** What comes next: something to say, or a tool to call. */
export type Step =
  | { readonly say: string }
  | { readonly tool: string; readonly args: object; readonly say?: string };

export type Output = Readonly<Record<string, unknown>>;

/** What goes out next after a batch or a change of how it works; `null`: nothing more may. */
export function sendingStep(out: Output, { done }: Situation): Step | null {
  const advice = (out['advice'] ?? null) as { tool: string; args: object } | null;
  const isTuned = done.some(({ name }) => name === advice?.tool);
  if (advice && num(out['level']) >= 3 && !isTuned) return { tool: advice.tool, args: advice.args };
  return isBatch(out['next']) ? { tool: 'send_messages', args: out['next'] } : null;
}

/** The next group to try again that was not tried in this turn, as the newest status has it. */
export function retryStep({ done }: Situation, wanted: string, most = Infinity): Step | null {
  const status = done.findLast(({ name }) => name === 'campaign_status')?.output;
  const tried = done.flatMap(({ name, output }) => (name === 'retry_group' ? [output?.['groupId']] : []));
  const groups = Object.entries((status?.['failedLeads'] ?? {}) as Record<string, string[]>);
  const next = groups.find(
    ([groupId]) =>
      groupId !== 'mailbox_full' && (wanted === 'all' || wanted === groupId) && !tried.includes(groupId),
  );
  const leadIds = next?.[1].slice(0, most) ?? [];
  if (next === undefined || leadIds.length === 0) return null;
  return { tool: 'retry_group', args: { groupId: next[0], leadIds } };
}

export function isBatch(value: unknown): value is { messages: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'messages' in value;
}

export function num(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
