import type { Audience, ControlState, OpenQuery, OpenTurn } from '@agent-chat/protocol';
import { invalidAudience, requireAudience } from './audience.js';
import type { TraceDraft } from './sent-trace.js';

/**
 * What opens a turn is for everyone, for everyone sees that it is open; so are questions, which
 * everyone waits for. What became of a call is for those who saw the call.
 */
export function audienceOfTrace(
  control: ControlState,
  trace: TraceDraft,
  wanted: Audience | undefined,
): Audience {
  const { openTurn } = control;
  const byDefault = openTurn === null ? 'everyone' : defaultAudience(openTurn, trace);
  const audience = wanted ?? (openTurn === null && trace.type === 'usage' ? 'operators' : byDefault);
  requireAudience(control, audience);
  if (openTurn === null && audience !== 'everyone') {
    throw invalidAudience('What opens a turn is for everyone.', { audience });
  }
  const isFixed = ['query', 'answer', 'tool_started', 'tool_result'].includes(trace.type);
  if (isFixed && JSON.stringify(audience) !== JSON.stringify(byDefault)) {
    throw invalidAudience(`This ${trace.type} is for those who see what it belongs to.`, {
      audience: byDefault,
    });
  }
  return audience;
}

function defaultAudience({ toolCalls, queries }: OpenTurn, trace: TraceDraft): Audience {
  switch (trace.type) {
    case 'usage':
      return 'operators';
    case 'tool_started':
    case 'tool_result':
      return toolCalls.find((call) => call.toolCallId === trace.payload.toolCallId)?.audience ?? 'everyone';
    case 'answer':
      return queryOf(queries, trace.payload.queryId)?.audience ?? 'everyone';
    default:
      return 'everyone';
  }
}

function queryOf(queries: readonly OpenQuery[], queryId: string): OpenQuery | undefined {
  return queries.find((query) => query.queryId === queryId);
}
