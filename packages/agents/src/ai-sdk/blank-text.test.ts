import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { createAgent } from '../loop/create-agent.js';
import { anthropicServer, type AnthropicBlock } from '../test-support/anthropic-server.js';
import { providerModel } from '../test-support/providers.js';
import { closingOf, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { aiSdkModel } from './ai-sdk-model.js';

const look = defineTool({
  name: 'look',
  description: 'Looks.',
  parameters: z.object({}),
  run: () => 'nothing',
});
const USE: AnthropicBlock = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };

async function ask(first: readonly AnthropicBlock[], said = 'Look') {
  const server = await anthropicServer(({ messages }) =>
    messages.some(({ content }) => content.some(({ type }) => type === 'tool_result'))
      ? [{ type: 'text', text: 'Nothing there.' }]
      : first,
  );
  onTestFinished(() => server.close());
  const model = aiSdkModel(providerModel('anthropic', server.url), { maxRetries: 0 });
  const log = new TestLog().say(said).open();
  const outputs = await runTurn(createAgent({ model, tools: [look] }), log);
  return { closing: closingOf(outputs), requests: server.requests };
}

describe('a text of white space only', () => {
  it('before a call is not given back to a provider that refuses it', async () => {
    const { closing, requests } = await ask([{ type: 'text', text: '\n\n' }, USE]);
    expect(requests.at(-1)?.messages[1]?.content).toMatchObject([{ type: 'tool_use' }]);
    expect(closing).not.toHaveProperty('outcome');
    expect(textOfMessage(closing)).toBe('Nothing there.');
  });

  it('leaves the reasoning before it exactly as it was', async () => {
    const thinking = { type: 'thinking', thinking: '\n I look. \n', signature: 'c2lnbmVk' } as const;
    const { closing, requests } = await ask([thinking, { type: 'text', text: ' ' }, USE]);
    expect(requests.at(-1)?.messages[1]?.content).toMatchObject([thinking, { type: 'tool_use' }]);
    expect(textOfMessage(closing)).toBe('Nothing there.');
  });
});
