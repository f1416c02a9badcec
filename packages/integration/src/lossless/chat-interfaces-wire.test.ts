import {
  Analytics,
  check,
  type Frame,
  type KnownEvent,
  RESERVED_SLUGS,
  slugFault,
} from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, ids, words } from './carry.js';
import { MEMBER, ROSTER, RUNS, ofType, throughCommands } from './commands.js';
import { FAILED, runnerOf, said, TOOL_FAULT, turn } from './drawn-turn.js';

/** What an interface's stream sends. */
interface ChatEvent {
  readonly type: `chat:${string}`;
  readonly sessionId: string;
  readonly threadId: string;
  readonly data: unknown;
}

/** What an analysis of ours has besides. */
const OURS_ALONE = {
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-02T00:00:00.000Z',
  firstAnswerMs: null,
  feedback: { up: 0, down: 0 },
  costMicroUsd: 0,
  days: [],
};

/** The stream's events, of which frames carry what the session is about. */
function chatEventFrom(frame: Frame, sessionId: string): ChatEvent | null {
  const of = (type: ChatEvent['type'], data: unknown): ChatEvent => ({
    type,
    sessionId,
    threadId: CONVERSATION_ID,
    data,
  });
  if (frame.kind === 'draft') {
    const { kind, text } = frame.data;
    return kind === 'tool_input' ? null : of(kind === 'text' ? 'chat:message:token' : 'chat:thinking', text);
  }
  if (frame.kind !== 'event') return null;
  const event = frame.data as KnownEvent;
  switch (event.type) {
    case 'execution_started':
      return of('chat:message:start', { executionId: event.payload.executionId });
    case 'tool_call':
      return of('chat:tool:started', { name: event.payload.name, args: event.payload.args });
    case 'tool_result': {
      const { output, error } = event.payload;
      return error ? of('chat:tool:failed', error) : of('chat:tool:completed', output);
    }
    case 'message':
      if (event.author !== 'agent') return null;
      return event.payload.outcome?.status === 'failed'
        ? of('chat:message:error', event.payload.outcome.reason)
        : of('chat:message:complete', textOfParts(event.payload));
    default:
      return null;
  }
}

function textOfParts({ parts }: Extract<KnownEvent, { type: 'message' }>['payload']): string {
  return (parts as unknown as { text?: string; type: string }[])
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('');
}

describe('the wire of chat interfaces', { timeout: 120_000 }, () => {
  it('streams a turn as drafts and events, from which each event of theirs is had, in order', async () => {
    await fc.assert(
      fc.asyncProperty(ids, said, turn, async (sessionId, text, drawn) => {
        const agents = { agent: runnerOf(drawn) };
        const create = { participants: ROSTER, custom: { chatInterfaceId: 'i', sessionId } };
        await throughCommands(
          { agents },
          async ({ as, command }) => {
            const api = as(MEMBER);
            await api.call('createConversation', { ...command(), ...create });
            const frames: Frame[] = [];
            const streamed = (async () => {
              for await (const frame of api.subscribe({ conversationId: CONVERSATION_ID, cursor: '0' })) {
                frames.push(JSON.parse(JSON.stringify(frame)) as Frame);
                const isOver = frame.kind === 'event' && frame.data.author === 'agent';
                if (isOver && frame.data.finality === 'turn') return;
              }
            })();
            const parts = [{ type: 'text' as const, partId: 'p', text }];
            const sent = await api.call('sendMessage', { ...command(), parts });
            await streamed;
            return { sent, frames };
          },
          ({ events, metadata }, { sent, frames }) => {
            expect(metadata.custom).toEqual({ chatInterfaceId: 'i', sessionId });
            // Message id, thread id, and the execution that answers it, by the run of the message.
            const [started] = ofType(events, 'execution_started');
            expect(started?.runId).toBe(sent.runId);
            const chat = frames.map((frame) => chatEventFrom(frame, sessionId)).filter((one) => one !== null);
            const of = (type: ChatEvent['type'], data: unknown): ChatEvent => ({
              type,
              sessionId,
              threadId: CONVERSATION_ID,
              data,
            });
            const settled = chat.filter(
              ({ type }) => !['chat:message:token', 'chat:thinking'].includes(type),
            );
            expect(settled).toEqual([
              of('chat:message:start', { executionId: started?.payload.executionId }),
              ...drawn.tools.flatMap(({ name, args, ...answer }) => [
                of('chat:tool:started', { name, args }),
                Object.hasOwn(answer, 'output')
                  ? of('chat:tool:completed', answer.output)
                  : of('chat:tool:failed', TOOL_FAULT),
              ]),
              drawn.fails
                ? of('chat:message:error', FAILED.reason)
                : of('chat:message:complete', drawn.tokens.join('')),
            ]);
            // Tokens that come together may be sent as one: what counts is the text, and its kind.
            const streamed = (type: ChatEvent['type']): string =>
              chat.flatMap((one) => (one.type === type ? [String(one.data)] : [])).join('');
            expect(streamed('chat:message:token')).toBe(drawn.tokens.join(''));
            expect(streamed('chat:thinking')).toBe(drawn.thinking.join(''));
          },
        );
      }),
      RUNS,
    );
  });

  it.each(RESERVED_SLUGS)('refuses the slug "%s", in whatever case', (slug) => {
    expect(slugFault(slug)).not.toBeNull();
    expect(slugFault(slug.toUpperCase())).not.toBeNull();
    expect(slugFault(`my-${slug}`)).toBeNull();
  });

  it('reserves the slugs that theirs does', () => {
    const theirs = 'api admin widget embed c chat login logout signup settings dashboard'.split(' ');
    expect(RESERVED_SLUGS).toEqual(expect.arrayContaining(theirs));
  });

  it('has the fields of an analysis back, with a duration in milliseconds', () => {
    const count = fc.nat();
    const analysis = fc.record({
      interfaceId: ids,
      period: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      totalSessions: count,
      uniqueVisitors: count,
      totalMessages: count,
      avgMessagesPerSession: fc.nat().map((n) => n / 10),
      avgSessionDuration: count,
      topReferrers: fc.array(fc.record({ referrer: words, count })),
      messagesByHour: fc.array(fc.record({ hour: fc.nat(23), count })),
    });
    fc.assert(
      fc.property(analysis, ({ avgSessionDuration, ...rest }) => {
        const ours = { ...rest, ...OURS_ALONE, avgSessionDurationMs: avgSessionDuration * 1_000 };
        const checked = check(Analytics, JSON.parse(JSON.stringify(ours)));
        if (!checked.success) expect.fail(checked.fault.message);
        const { avgSessionDurationMs, ...same } = checked.data;
        expect({ ...same, avgSessionDuration: avgSessionDurationMs / 1_000 }).toEqual({
          ...rest,
          ...OURS_ALONE,
          avgSessionDuration,
        });
      }),
    );
  });
});
