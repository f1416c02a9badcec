import type { AgentRunner, OrchestratorOptions } from '@agent-chat/core';
import { check, type Frame, type KnownEvent, Persona } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryRecord, CONVERSATION_ID, extras, ids, inMemory, words } from './carry.js';
import { eventsIn, MEMBER, ofType, ROSTER, RUNS, throughCommands } from './commands.js';
import { runnerOf, said, turn } from './drawn-turn.js';
import { type HistoryItem, itemFrom } from './multi-agent-chat.mapping.js';

/** What a chat sends while it answers. */
type Sent = {
  readonly type: 'token' | 'thinking' | 'tool_use' | 'tool_result' | 'done' | 'error';
} & Readonly<Record<string, unknown>>;

function sentFrom(frame: Frame): Sent | null {
  if (frame.kind === 'draft') {
    const { kind, text } = frame.data;
    return kind === 'tool_input' ? null : { type: kind === 'text' ? 'token' : 'thinking', text };
  }
  if (frame.kind !== 'event' || frame.data.author !== 'agent') return null;
  const item = itemFrom(frame.data as KnownEvent);
  if (item === null) return null;
  const { kind, id: _minted, ...rest } = item;
  if (kind !== 'assistant') return { ...rest, type: kind === 'user' ? 'done' : kind };
  return rest['end'] === 'error'
    ? { type: 'error', text: rest['text'] }
    : { type: 'done', text: rest['text'] };
}

/** A query, and what the agent answers; the first is stopped in the middle. */
const exchange = fc.record({ asked: said, answered: said });

/** Answers in turn. The first answer is held until somebody stops it, and keeps its text. */
function stoppable(answers: readonly string[]): AgentRunner {
  return {
    async *run({ turn, stop }) {
      const index = (turn.turn - 2) / 2;
      const text = answers[index] ?? '';
      yield { type: 'draft', kind: 'text', append: text };
      if (index === 0 && !stop.graceful.aborted) {
        await new Promise((resolve) => stop.graceful.addEventListener('abort', resolve, { once: true }));
      }
      const outcome = index === 0 ? { outcome: { status: 'stopped' as const } } : {};
      yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn', ...outcome };
    },
  };
}

const historyOf = (events: readonly KnownEvent[]): HistoryItem[] =>
  events.map(itemFrom).filter((item) => item !== null);

describe('the wire of a chat with several agents', { timeout: 120_000 }, () => {
  it('takes one query at a time and the others in order, stops with the text kept, and resumes after any message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(exchange, { minLength: 1, maxLength: 4 }), async (exchanges) => {
        const agents = { agent: stoppable(exchanges.map(({ answered }) => answered)) };
        await throughCommands(
          { agents },
          async ({ as, command }) => {
            const api = as(MEMBER);
            await api.call('createConversation', { ...command(), participants: ROSTER });
            const queued: boolean[] = [];
            for (const [index, { asked }] of exchanges.entries()) {
              const parts = [{ type: 'text' as const, partId: 'text', text: asked }];
              queued.push((await api.call('sendMessage', { ...command(), parts })).queued);
              if (index > 0) continue;
              for await (const frame of api.subscribe({ conversationId: CONVERSATION_ID, cursor: '0' })) {
                if (frame.kind === 'draft') break;
              }
            }
            await api.call('stop', { ...command(), turn: 2, mode: 'graceful' });
            const { status } = await api.call('runToCompletion', { conversationId: CONVERSATION_ID });
            expect(status).toBe('waiting');
            return queued;
          },
          async ({ events, frames }, queued) => {
            expect(queued).toEqual(exchanges.map((_one, index) => index > 0));
            const history = historyOf(events);
            expect(history.map(({ id: _minted, ...rest }) => rest)).toEqual(
              exchanges.flatMap(({ asked, answered }, index) => [
                { kind: 'user', text: asked },
                { kind: 'assistant', thinking: null, text: answered, end: index === 0 ? 'stopped' : 'done' },
              ]),
            );
            // Where a reader stands who has this message as its last one.
            for (const [index, { seq, payload }] of ofType(events, 'message').entries()) {
              const rest = eventsIn(await frames({ cursor: String(seq) })) as KnownEvent[];
              expect(historyOf(rest)).toEqual(history.slice(index + 1));
              expect(history[index]?.id).toBe(payload.messageId);
            }
          },
        );
      }),
      RUNS,
    );
  });

  it('streams tokens and thinking apart, then each use of a tool with its result, and the end', async () => {
    await fc.assert(
      fc.asyncProperty(turn, async (drawn) => {
        await throughCommands(
          { agents: { agent: runnerOf(drawn) } },
          async ({ as, command }) => {
            const api = as(MEMBER);
            await api.call('createConversation', { ...command(), participants: ROSTER });
            const sent: Sent[] = [];
            const streamed = (async () => {
              for await (const frame of api.subscribe({ conversationId: CONVERSATION_ID, cursor: '0' })) {
                const one = sentFrom(JSON.parse(JSON.stringify(frame)) as Frame);
                if (one !== null) sent.push(one);
                if (one?.type === 'done' || one?.type === 'error') return;
              }
            })();
            const parts = [{ type: 'text' as const, partId: 'p', text: 'Go' }];
            await api.call('sendMessage', { ...command(), parts });
            await streamed;
            return sent;
          },
          ({ events }, sent) => {
            const textOf = (type: Sent['type']): string =>
              sent.flatMap((one) => (one.type === type ? [String(one['text'])] : [])).join('');
            const [tokens, thinking] = [drawn.tokens.join(''), drawn.thinking.join('')];
            expect([textOf('token'), textOf('thinking')]).toEqual([tokens, thinking]);
            const rest = sent.filter(({ type }) => type !== 'token' && type !== 'thinking');
            expect(rest).toEqual([
              ...drawn.tools.flatMap(({ name, args, ...answer }) => [
                { type: 'tool_use', name, input: args },
                Object.hasOwn(answer, 'output')
                  ? { type: 'tool_result', content: answer.output, isError: false }
                  : { type: 'tool_result', isError: true },
              ]),
              { type: drawn.fails ? 'error' : 'done', text: tokens },
            ]);
            // What is stored is what was streamed.
            const stored = events
              .filter(({ author }) => author === 'agent')
              .map((data) => sentFrom({ kind: 'event', data }));
            expect(stored.filter((one) => one !== null)).toEqual(rest);
          },
        );
      }),
      RUNS,
    );
  });

  it('keeps the model that was chosen with each chat, of which anonymous people have the cheap one alone', async () => {
    const MODELS = ['haiku', 'sonnet', 'opus'];
    const choices = fc.array(fc.constantFrom(...MODELS), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(choices, async (chosen) => {
        const modelsFor: OrchestratorOptions['modelsFor'] = ({ kind }) =>
          kind === 'visitor' ? MODELS.slice(0, 1) : MODELS;
        await throughCommands(
          { modelsFor },
          async ({ as, command }) => {
            const member = as(MEMBER);
            await member.call('createConversation', { ...command(), participants: ROSTER, model: 'haiku' });
            const visitor = as({
              kind: 'visitor',
              tenant: 'default',
              participantId: 'user',
              conversationId: CONVERSATION_ID,
            });
            for (const model of chosen) {
              await member.call('setModel', { ...command(), model });
              const own = visitor.call('setModel', { ...command(), model });
              if (model === 'haiku') await own;
              else await expect(own).rejects.toMatchObject({ code: 'Forbidden' });
            }
            const other = member.call('setModel', { ...command(), model: 'another' });
            await expect(other).rejects.toMatchObject({ code: 'Forbidden' });
          },
          ({ state, metadata }) => {
            expect(state.control.model).toBe(chosen.at(-1) ?? 'haiku');
            expect(metadata.model).toBe(state.control.model);
          },
        );
      }),
      RUNS,
    );
  });

  it('has its personas back, unknown fields included', async () => {
    const persona = fc
      .tuple(
        extras,
        fc.record({
          id: ids,
          name: fc.string({ minLength: 1, maxLength: 40 }),
          system_prompt: words,
          allowed_tools: fc.array(ids, { maxLength: 3 }),
        }),
      )
      .map(([extra, fields]) => ({ ...extra, ...fields }));
    await fc.assert(
      fc.asyncProperty(persona, async ({ id, system_prompt, allowed_tools, ...rest }) => {
        const record = { ...rest, personaId: id, systemPrompt: system_prompt, allowedTools: allowed_tools };
        expect(check(Persona, record)).toEqual({ success: true, data: record });
        const found = (await carryRecord(inMemory(), 'persona', id, record)) as typeof record;
        const { personaId, systemPrompt, allowedTools, ...others } = found;
        const back = { ...others, id: personaId, system_prompt: systemPrompt, allowed_tools: allowedTools };
        expect(back).toEqual({ ...rest, id, system_prompt, allowed_tools });
      }),
    );
  });
});
