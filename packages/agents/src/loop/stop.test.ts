import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ModelDelta } from '../model/model-port.js';
import { ManualClock } from '../test-support/manual-clock.js';
import { call, reasoning, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import {
  closingOf,
  inputFor,
  loggedTypes,
  type RunOptions,
  runTurn,
  TestLog,
  textOfMessage,
} from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { createAgent } from './create-agent.js';

const asked = (): TestLog => new TestLog().say('Hello').open();
const STOPPED = { status: 'stopped', reason: { code: 'stopped_by_user' } };

/** Stops gracefully when the nth text draft was shown. */
function stopAtDraft(nth: number): RunOptions {
  const graceful = new AbortController();
  let seen = 0;
  return {
    graceful: graceful.signal,
    onOutput: (output) => {
      if (output.type !== 'draft') return;
      seen += 1;
      if (seen === nth) graceful.abort();
    },
  };
}

async function stopped(deltas: readonly ModelDelta[], atDraft: number) {
  const model = scriptedModel(() => deltas);
  return closingOf(await runTurn(createAgent({ model }), asked(), stopAtDraft(atDraft)));
}

describe('a graceful stop', () => {
  it('lets the sentence end and keeps the text', async () => {
    const deltas = ['One is ', 'a num', 'ber. Two ', 'is another.', ' Three.'].map(text);
    const closing = await stopped([...deltas, stop], 2);
    expect(textOfMessage(closing)).toBe('One is a number.');
    expect(closing.outcome).toMatchObject(STOPPED);
  });

  it('ends at once where the sentence is whole', async () => {
    const closing = await stopped([text('One.\n'), text('Two.'), stop], 1);
    expect(textOfMessage(closing)).toBe('One.\n');
    expect(closing.outcome).toMatchObject(STOPPED);
  });

  it('takes no more than about 200 characters to end a sentence', async () => {
    const closing = await stopped(
      [text('On '), ...Array.from({ length: 200 }, () => text('and on ')), stop],
      1,
    );
    const { length } = textOfMessage(closing);
    expect(length).toBeGreaterThan(150);
    expect(length).toBeLessThanOrEqual(203);
  });

  it('ends reasoning at once, and drops what the model thinks after the sentence', async () => {
    const closing = await stopped([reasoning('Let me think. '), reasoning('Well'), text('So.'), stop], 1);
    expect(closing.parts).toMatchObject([{ type: 'reasoning', text: 'Let me think. ' }]);
    const later = await stopped([text('I say'), reasoning('no'), text(' this. That'), stop], 1);
    expect(later.parts).toEqual([{ type: 'text', text: 'I say' }]);
  });

  it('calls an answer whole that the model ended by itself meanwhile', async () => {
    const closing = await stopped([text('All of'), text(' it'), stop], 1);
    expect(closing).not.toHaveProperty('outcome');
  });

  it('is a stop, not a cut, when the stream ends meanwhile', async () => {
    expect((await stopped([text('All of'), text(' it')], 1)).outcome).toMatchObject(STOPPED);
  });

  it('starts none of the tools that the step asked for', async () => {
    const tool = defineTool({ name: 'look', description: '', parameters: z.object({}), run: () => 1 });
    const model = scriptedModel(() => [text('I look'), text(' now.'), call('look'), toTools]);
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), asked(), stopAtDraft(1));
    expect(loggedTypes(outputs)).toEqual(['message']);
    expect(closingOf(outputs)).toMatchObject({ parts: [{ text: 'I look now.' }], outcome: STOPPED });
  });

  it('lets the running tool finish, logs its result, and starts no other', async () => {
    const graceful = new AbortController();
    const ran: number[] = [];
    const tool = defineTool({
      name: 'look',
      description: '',
      parameters: z.object({ at: z.number() }),
      async run({ at }) {
        graceful.abort();
        await Promise.resolve();
        ran.push(at);
        return at;
      },
    });
    const model = scriptedModel(() => [call('look', { at: 1 }, 'a'), call('look', { at: 2 }, 'b'), toTools]);
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), asked(), {
      graceful: graceful.signal,
    });
    expect(ran).toEqual([1]);
    expect(loggedTypes(outputs)).toEqual([
      'tool_call',
      'tool_call',
      'tool_started',
      'tool_result',
      'message',
    ]);
    expect(closingOf(outputs)).toMatchObject({ parts: [], outcome: STOPPED });
  });

  it('before the first word asks no model', async () => {
    const model = scriptedModel(() => [text('Hi.'), stop]);
    const outputs = await runTurn(createAgent({ model }), asked(), { graceful: AbortSignal.abort() });
    expect(model.requests).toHaveLength(0);
    expect(closingOf(outputs)).toMatchObject({ parts: [], outcome: STOPPED });
  });

  it('does not wait for a model that says nothing', async () => {
    const graceful = new AbortController();
    let given: AbortSignal | undefined;
    const model = scriptedModel(async function* ({ signal }) {
      given = signal;
      yield { type: 'progress', status: 'waiting' };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    const outputs = await runTurn(createAgent({ model }), asked(), {
      graceful: graceful.signal,
      onOutput: (output) => {
        if (output.type === 'progress' && output.status === 'waiting') graceful.abort();
      },
    });
    expect(closingOf(outputs)).toMatchObject({ parts: [], outcome: STOPPED });
    expect(given?.aborted).toBe(true);
  });

  it('waits three seconds at most for a sentence that does not go on', async () => {
    const clock = new ManualClock();
    const graceful = new AbortController();
    const model = scriptedModel(async function* ({ signal }) {
      yield text('A sentence that');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    const turn = runTurn(createAgent({ model, clock }), asked(), {
      graceful: graceful.signal,
      onOutput: (output) => {
        if (output.type !== 'draft') return;
        graceful.abort();
        queueMicrotask(() => void advanceWhenWaiting(clock));
      },
    });
    expect(closingOf(await turn)).toMatchObject({ parts: [{ text: 'A sentence that' }], outcome: STOPPED });
    expect(clock.now()).toBe(3000);
  });
});

async function advanceWhenWaiting(clock: ManualClock): Promise<void> {
  while (clock.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(3000);
}

describe('an abort', () => {
  it('ends the run without another word, and the request to the model', async () => {
    const hard = new AbortController();
    let given: AbortSignal | undefined;
    const model = scriptedModel(async function* ({ signal }) {
      given = signal;
      yield text('Hel');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      yield text('lo.');
      yield stop;
    });
    const outputs = await runTurn(createAgent({ model }), asked(), {
      signal: hard.signal,
      onOutput: ({ type }) => {
        if (type === 'draft') hard.abort();
      },
    });
    expect(outputs.at(-1)).toEqual({ type: 'draft', kind: 'text', append: 'Hel' });
    expect(given?.aborted).toBe(true);
  });

  it('does not wait for a tool that ignores it, and logs no result', async () => {
    const hard = new AbortController();
    let given: AbortSignal | undefined;
    const tool = defineTool({
      name: 'hang',
      description: '',
      parameters: z.object({}),
      run(_args, { signal }) {
        given = signal;
        hard.abort();
        return new Promise(() => undefined);
      },
    });
    const model = scriptedModel(() => [call('hang'), toTools]);
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), asked(), { signal: hard.signal });
    expect(loggedTypes(outputs)).toEqual(['tool_call', 'tool_started']);
    expect(given?.aborted).toBe(true);
  });

  it('before the start does nothing at all', async () => {
    const model = scriptedModel(() => [text('Hi.'), stop]);
    expect(await runTurn(createAgent({ model }), asked(), { signal: AbortSignal.abort() })).toEqual([]);
    expect(model.requests).toHaveLength(0);
  });
});

describe('a consumer that leaves', () => {
  it('ends the request to the model', async () => {
    let given: AbortSignal | undefined;
    const model = scriptedModel(({ signal }) => {
      given = signal;
      return [text('Hel'), text('lo.'), stop];
    });
    for await (const output of createAgent({ model }).run(inputFor(asked()))) {
      if (output.type === 'draft') break;
    }
    expect(given?.aborted).toBe(true);
  });
});
