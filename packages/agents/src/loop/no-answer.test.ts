import { tableCard } from '@agent-chat/protocol/cards';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { call, reasoning, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { closingOf, runTurn, TestLog } from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { createAgent } from './create-agent.js';

const asked = (): TestLog => new TestLog().say('Hello').open();
const FAILED = { status: 'failed', reason: { code: 'no_answer' } };

describe('a model that ends without an answer', () => {
  it('has written nothing', async () => {
    const model = scriptedModel(() => [stop]);
    const closing = closingOf(await runTurn(createAgent({ model }), asked()));
    expect(closing).toMatchObject({ parts: [], outcome: FAILED });
  });

  it('has only thought, and what it thought is kept', async () => {
    const model = scriptedModel(() => [reasoning('Hm.'), text('\n\n'), stop]);
    const closing = closingOf(await runTurn(createAgent({ model }), asked()));
    expect(closing).toMatchObject({ parts: [{ type: 'reasoning', text: 'Hm.' }], outcome: FAILED });
    expect(closing.parts).toHaveLength(1);
  });

  it('has answered all the same where a tool of it shows a card', async () => {
    const show = defineTool({
      name: 'show',
      description: 'Shows a table.',
      parameters: z.object({}),
      run: () => null,
      card: () => tableCard({ columns: [{ key: 'a', label: 'A' }], rows: [{ a: 1 }] }),
    });
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('show'), toTools] : [reasoning('It is shown.'), stop],
    );
    const closing = closingOf(await runTurn(createAgent({ model, tools: [show] }), asked()));
    expect(closing.parts.map(({ type }) => type)).toEqual(['reasoning', 'card']);
    expect(closing).not.toHaveProperty('outcome');
  });
});
