import type { ConversationEvent, EventFilters } from '@agent-chat/protocol';

/** Whether the filters of a subscription let an event through. */
export function passes(event: ConversationEvent, filters: EventFilters | undefined): boolean {
  if (filters === undefined) return true;
  const { types, agents, runId } = filters;
  return (
    (types === undefined || types.includes(event.type)) &&
    (agents === undefined || agents.includes(event.author)) &&
    (runId === undefined || event.runId === runId || runOf(event) === runId)
  );
}

/** Events about a run name it in their payload. */
function runOf({ payload }: ConversationEvent): unknown {
  return (payload as { runId?: unknown } | null)?.runId;
}
