import type { Citation } from '@agent-chat/protocol';
import { tableCard } from '@agent-chat/protocol/cards';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ModelError } from '../model/model-error.js';
import type { FinishReason, ModelDelta } from '../model/model-port.js';
import { call, reasoning, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import {
  closingOf,
  draftedParts,
  loggedTypes,
  runTurn,
  TestLog,
  textOfMessage,
  type TurnOutput,
} from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { createAgent } from './create-agent.js';

const asked = (): TestLog => new TestLog().say('Hello').open();
const add = defineTool({
  name: 'add',
  description: 'Adds.',
  parameters: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => ({ sum: a + b }),
});

describe('one step', () => {
  it('streams drafts and closes the turn with the same parts', async () => {
    const model = scriptedModel(() => [reasoning('I '), reasoning('think.'), text('Hel'), text('lo.'), stop]);
    const outputs = await runTurn(createAgent({ model }), asked());
    expect(outputs.filter(({ type }) => type !== 'progress')).toEqual([
      { type: 'draft', kind: 'reasoning', append: 'I ' },
      { type: 'draft', kind: 'reasoning', append: 'think.' },
      { type: 'draft', kind: 'text', append: 'Hel' },
      { type: 'draft', kind: 'text', append: 'lo.' },
      {
        type: 'message',
        finality: 'turn',
        parts: [
          { type: 'reasoning', text: 'I think.', durationMs: expect.any(Number) },
          { type: 'text', text: 'Hello.' },
        ],
      },
    ]);
  });

  it('says the line that it is to open with, and asks no model', async () => {
    const model = scriptedModel(() => [text('Something else.'), stop]);
    const log = new TestLog().open();
    const outputs = await runTurn(createAgent({ model }), log, { openingLine: 'Welcome!' });
    expect(textOfMessage(closingOf(outputs))).toBe('Welcome!');
    expect(draftedParts(outputs)).toMatchObject([{ text: 'Welcome!' }]);
    expect(model.requests).toEqual([]);
  });

  it('tells the model the system prompt, the tools and the conversation', async () => {
    const model = scriptedModel(() => [text('Hi.'), stop]);
    await runTurn(createAgent({ model, tools: [add], systemPrompt: 'Be kind.' }), asked());
    expect(model.requests[0]).toMatchObject({
      system: 'Be kind.',
      messages: [{ role: 'user', text: 'Hello' }],
      tools: [{ name: 'add', description: 'Adds.', inputSchema: { type: 'object', required: ['a', 'b'] } }],
    });
  });

  it('logs usage before the message that closes the turn', async () => {
    const usage = { inputTokens: 12, outputTokens: 3 };
    const model = scriptedModel(() => [text('Hi.'), { type: 'finish', reason: 'stop', usage }]);
    const outputs = await runTurn(createAgent({ model }), asked());
    expect(loggedTypes(outputs)).toEqual(['usage', 'message']);
    expect(outputs.find(({ type }) => type === 'usage')).toMatchObject({ model: 'scripted', ...usage });
  });

  it('puts citations on the last text', async () => {
    const citation: Citation = { marker: '1', title: 'A source' };
    const model = scriptedModel(() => [
      text('So it is [1].'),
      { type: 'citations', citations: [citation] },
      stop,
    ]);
    const closing = closingOf(await runTurn(createAgent({ model }), asked()));
    expect(closing.parts).toEqual([{ type: 'text', text: 'So it is [1].', citations: [citation] }]);
  });
});

describe('drafts', () => {
  const delta = fc.oneof(
    fc.record({ type: fc.constant('text' as const), append: fc.string({ unit: 'grapheme', maxLength: 8 }) }),
    fc.record({
      type: fc.constant('text' as const),
      append: fc.constantFrom(' ', '\n\n', '. ', '', '\ud83d', '\ude00'),
    }),
    fc.record({ type: fc.constant('reasoning' as const), append: fc.constantFrom('hm', ' ', '', 'so. ') }),
    fc.record({ type: fc.constant('progress' as const), status: fc.constant('thinking') }),
  );

  it('joined, are the parts of the message, however the model splits its text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(delta, { maxLength: 30 }), fc.boolean(), async (deltas, isCut) => {
        const model = scriptedModel(() => [...deltas, ...(isCut ? [] : [stop])]);
        const outputs = await runTurn(createAgent({ model }), asked());
        const closing = closingOf(outputs);
        expect(
          closing.parts.map(({ type, ...part }) => ({ type, text: 'text' in part && part.text })),
        ).toEqual(draftedParts(outputs));
        expect(draftedParts(outputs).every((part) => part.text.trim() !== '')).toBe(true);
      }),
    );
  });

  it('joined, are the parts of the message wherever a stop falls', async () => {
    const words = fc.array(fc.constantFrom('word ', 'end. ', 'line\n', 'a.b', '😀 '), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(words, fc.nat(60), async (appends, stopAfter) => {
        const graceful = new AbortController();
        let seen = 0;
        const model = scriptedModel(() => [...appends.map(text), stop]);
        const outputs: TurnOutput[] = await runTurn(createAgent({ model }), asked(), {
          graceful: graceful.signal,
          onOutput: () => {
            if (seen === stopAfter) graceful.abort();
            seen += 1;
          },
        });
        const closing = closingOf(outputs);
        expect(textOfMessage(closing)).toBe(
          draftedParts(outputs)
            .map((part) => part.text)
            .join(''),
        );
        const whole = appends.join('').trimStart();
        expect(whole.startsWith(textOfMessage(closing))).toBe(true);
        if (closing.outcome === undefined) expect(textOfMessage(closing)).toBe(whole);
      }),
    );
  });
});

describe('tools', () => {
  it('are called, started, run and answered in the order of the log', async () => {
    const model = scriptedModel((_request, step) =>
      step === 0
        ? [
            text('I add.'),
            { type: 'tool_input', toolCallId: 'x', toolName: 'add', append: '{"a":2,' },
            call('add', { a: 2, b: 3 }, 'x'),
            toTools,
          ]
        : [text('It is 5.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [add] }), asked());
    expect(loggedTypes(outputs)).toEqual(['message', 'tool_call', 'tool_started', 'tool_result', 'message']);
    expect(outputs.filter(({ type }) => type.startsWith('tool_') || type === 'draft_tool_input')).toEqual([
      { type: 'draft_tool_input', toolCallId: 'x', toolName: 'add', append: '{"a":2,' },
      { type: 'tool_call', toolCallId: 'x', name: 'add', args: { a: 2, b: 3 } },
      { type: 'tool_started', toolCallId: 'x', args: { a: 2, b: 3 }, attempt: 1 },
      { type: 'tool_result', toolCallId: 'x', output: { sum: 5 } },
    ]);
    expect(model.requests[1]?.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        text: 'I add.',
        toolCalls: [{ toolCallId: 'x', name: 'add', args: { a: 2, b: 3 } }],
      },
      { role: 'tool', toolCallId: 'x', name: 'add', result: { output: { sum: 5 } } },
    ]);
  });

  it('are run only when the log has asked for what comes after their start', async () => {
    let isLogged = false;
    const tool = defineTool({ name: 'look', description: '', parameters: z.object({}), run: () => isLogged });
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('look'), toTools] : [text('Yes.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), asked(), {
      onOutput: async ({ type }) => {
        if (type !== 'tool_started') return;
        await new Promise((resolve) => setImmediate(resolve));
        isLogged = true;
      },
    });
    expect(outputs.find(({ type }) => type === 'tool_result')).toMatchObject({ output: true });
  });

  it('make no empty message where the model only calls', async () => {
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('add', { a: 1, b: 1 }), toTools] : [text('2.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [add] }), asked());
    expect(loggedTypes(outputs)).toEqual(['tool_call', 'tool_started', 'tool_result', 'message']);
  });

  it('that are unknown, or given wrong arguments, are answered with an error and not started', async () => {
    const model = scriptedModel((_request, step) =>
      step === 0
        ? [call('fly', {}, 'x'), call('add', { a: 'one' }, 'y'), call('add', '{"a":1,', 'z'), toTools]
        : [text('Oh.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [add] }), asked());
    expect(loggedTypes(outputs)).not.toContain('tool_started');
    const codes = outputs.flatMap((output) => ('error' in output ? [output.error.code] : []));
    expect(codes).toEqual(['unknown_tool', 'invalid_tool_args', 'invalid_tool_args']);
    expect(closingOf(outputs)).not.toHaveProperty('outcome');
    expect(model.requests[1]?.messages).toContainEqual(
      expect.objectContaining({
        role: 'tool',
        toolCallId: 'z',
        result: { error: expect.objectContaining({ code: 'invalid_tool_args' }) },
      }),
    );
  });

  it('get ids that no other call of the conversation has', async () => {
    const script = (): ReturnType<typeof scriptedModel> =>
      scriptedModel((_request, step) =>
        step === 0 ? [call('add', { a: 1, b: 1 }, 'call_0'), toTools] : [text('2.'), stop],
      );
    const log = asked();
    await runTurn(createAgent({ model: script(), tools: [add] }), log);
    log.say('Again').open();
    const model = script();
    await runTurn(createAgent({ model, tools: [add] }), log);
    const ids = log.events
      .filter(({ type }) => type === 'tool_call')
      .map(({ payload }) => (payload as { toolCallId: string }).toolCallId);
    expect(ids).toEqual(['call_0', 'call_0~2']);
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', toolCallId: 'call_0~2' });
  });

  it('show a card of their output in the next message', async () => {
    const card = tableCard({ columns: [{ key: 'a', label: 'A' }], rows: [{ a: 1 }] });
    const tool = defineTool({
      name: 'show',
      description: '',
      parameters: z.object({}),
      run: () => 'shown',
      card: () => card,
    });
    const model = scriptedModel((_request, step) =>
      step < 2 ? [call('show', {}, `c${step}`), toTools] : [text('Here.'), stop],
    );
    const closing = closingOf(await runTurn(createAgent({ model, tools: [tool] }), asked()));
    expect(closing.parts).toEqual([
      { type: 'text', text: 'Here.' },
      { type: 'card', card },
      { type: 'card', card },
    ]);
  });

  it('give the continuation of a step back to the model in the same run', async () => {
    const model = scriptedModel((_request, step) =>
      step === 0
        ? [
            call('add', { a: 1, b: 1 }),
            { type: 'finish', reason: 'tool_calls', continuation: { signature: 's' } },
          ]
        : [text('2.'), stop],
    );
    await runTurn(createAgent({ model, tools: [add] }), asked());
    expect(model.requests[1]?.messages[1]).toMatchObject({
      role: 'assistant',
      continuation: { signature: 's' },
    });
  });
});

describe('an answer that is not whole', () => {
  const endingWith = async (...deltas: ModelDelta[]) =>
    closingOf(await runTurn(createAgent({ model: scriptedModel(() => deltas) }), asked()));

  it('is truncated when the stream ends without a finish', async () => {
    const closing = await endingWith(text('Half an ans'));
    expect(closing).toMatchObject({
      parts: [{ type: 'text', text: 'Half an ans' }],
      outcome: { status: 'truncated', reason: { code: 'stream_truncated', retryable: true } },
    });
  });

  it('is truncated when there is no finish and no text either', async () => {
    expect((await endingWith()).outcome?.status).toBe('truncated');
  });

  it('runs no tool of a step that was cut', async () => {
    const model = scriptedModel(() => [text('I add'), call('add', { a: 1, b: 1 })]);
    const outputs = await runTurn(createAgent({ model, tools: [add] }), asked());
    expect(loggedTypes(outputs)).toEqual(['message']);
    expect(closingOf(outputs).outcome?.status).toBe('truncated');
  });

  it.each([
    ['length', 'truncated', 'max_tokens'],
    ['refused', 'failed', 'refused'],
    ['interrupted', 'truncated', 'stream_truncated'],
  ] as const)('says so after the finish reason %s', async (reason: FinishReason, status, code) => {
    expect((await endingWith(text('So'), { type: 'finish', reason })).outcome).toMatchObject({
      status,
      reason: { code },
    });
  });

  it('keeps what was written when the model fails, and fails when nothing was', async () => {
    const failing = (...before: ModelDelta[]) =>
      scriptedModel(function* () {
        yield* before;
        throw new ModelError('provider_overloaded', 'Too busy.', { retryable: true });
      });
    const reason = { code: 'provider_overloaded', message: 'Too busy.', retryable: true };
    expect(closingOf(await runTurn(createAgent({ model: failing(text('Half')) }), asked()))).toMatchObject({
      parts: [{ text: 'Half' }],
      outcome: { status: 'truncated', reason },
    });
    expect(closingOf(await runTurn(createAgent({ model: failing() }), asked()))).toMatchObject({
      parts: [],
      outcome: { status: 'failed', reason },
    });
  });

  it('tells nobody the message of a foreign error', async () => {
    const model = scriptedModel(() => {
      throw new Error('postgres://user:password@host');
    });
    const logged: unknown[] = [];
    const logger = { log: (...line: unknown[]) => logged.push(line) };
    const outputs = await runTurn(createAgent({ model, logger }), asked());
    expect(JSON.stringify(outputs)).not.toContain('password');
    expect(closingOf(outputs).outcome).toMatchObject({
      status: 'failed',
      reason: { code: 'provider_error' },
    });
    expect(JSON.stringify(logged)).toContain('password');
  });
});

describe('two calls of one answer that a model gave the same id', () => {
  it('are two: each is run and answered, and the model is shown both by their own ids', async () => {
    const model = scriptedModel((_request, step) =>
      step === 0
        ? [call('add', { a: 1, b: 1 }, 'call_0'), call('add', { a: 2, b: 2 }, 'call_0'), toTools]
        : [text('Done.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [add] }), asked());
    const ids = outputs.flatMap((output) => (output.type === 'tool_call' ? [output.toolCallId] : []));
    expect(ids).toEqual(['call_0', 'call_0~2']);
    const results = outputs.flatMap((one) => (one.type === 'tool_result' ? [one] : []));
    expect(results).toMatchObject([
      { toolCallId: 'call_0', output: { sum: 2 } },
      { toolCallId: 'call_0~2', output: { sum: 4 } },
    ]);
    expect(model.requests[1]?.messages[1]).toMatchObject({
      toolCalls: [{ toolCallId: 'call_0' }, { toolCallId: 'call_0~2' }],
    });
  });
});

describe('too many steps', () => {
  it('end the turn with what there is and a warning, and run no tool for nobody', async () => {
    const model = scriptedModel((_request, step) => [
      text(`Step ${step}.`),
      call('add', { a: 1, b: 1 }, `c${step}`),
      toTools,
    ]);
    const outputs = await runTurn(createAgent({ model, tools: [add], maxSteps: 3 }), asked());
    expect(model.requests).toHaveLength(3);
    expect(loggedTypes(outputs).filter((type) => type === 'tool_started')).toHaveLength(2);
    const closing = closingOf(outputs);
    expect(closing.outcome).toMatchObject({ status: 'truncated', reason: { code: 'max_steps' } });
    expect(textOfMessage(closing)).toMatch(/^Step 2\.\n\nI stopped here: this needed more steps/);
    expect(draftedParts(outputs)).toEqual([{ type: 'text', text: textOfMessage(closing) }]);
  });
});

describe('createAgent', () => {
  it('refuses tools of one name, and no steps', () => {
    const model = scriptedModel(() => []);
    expect(() => createAgent({ model, tools: [add, add] })).toThrow(/same name/);
    expect(() => createAgent({ model, maxSteps: 0 })).toThrow(/maxSteps/);
  });
});
