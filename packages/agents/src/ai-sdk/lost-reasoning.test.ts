import { createAnthropic } from '@ai-sdk/anthropic';
import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { createAgent } from '../loop/create-agent.js';
import {
  anthropicServer,
  type AnthropicBlock,
  type AnthropicRequest,
} from '../test-support/anthropic-server.js';
import { closingOf, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { aiSdkModel, type AiSdkModelOptions } from './ai-sdk-model.js';

const use = (name: string): AnthropicBlock[] => [{ type: 'tool_use', id: `toolu_${name}`, name, input: {} }];

/** Pays, then looks, then answers; it thinks before each where it is to think. */
function answerOf({ messages, thinking }: AnthropicRequest): readonly AnthropicBlock[] {
  const results = messages.flatMap(({ content }) => content.filter(({ type }) => type === 'tool_result'));
  const thought: AnthropicBlock[] =
    thinking === undefined ? [] : [{ type: 'thinking', thinking: 'Hm.', signature: 'c2lnbmVk' }];
  if (results.length === 0) return [...thought, ...use('pay')];
  if (results.length === 1) return [...thought, ...use('look')];
  return [...thought, { type: 'text', text: 'Paid, and looked.' }];
}

async function world(options: AiSdkModelOptions) {
  const server = await anthropicServer(answerOf);
  onTestFinished(() => server.close());
  const claude = createAnthropic({ apiKey: 'not-a-key', baseURL: `${server.url}/v1` })('claude-haiku-4-5');
  const ran: string[] = [];
  const tool = (name: string) =>
    defineTool({
      name,
      description: name,
      parameters: z.object({}),
      run: () => void ran.push(name),
    });
  const model = aiSdkModel(claude, { ...options, maxRetries: 0 });
  const agent = createAgent({ model, tools: [tool('pay'), tool('look')] });
  return { agent, ran, modes: () => server.requests.map(({ thinking }) => thinking?.type ?? 'none') };
}

const BUDGETS: [string, AiSdkModelOptions][] = [
  ['by the option of all providers', { reasoning: 'low' }],
  [
    'by the option of its own',
    { providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 2_000 } } } },
  ],
];

describe.each(BUDGETS)('a model that thinks within a budget, %s', (_name, options) => {
  it('thinks in every step of a turn', async () => {
    const { agent, ran, modes } = await world(options);
    const closing = closingOf(await runTurn(agent, new TestLog().say('Pay').open()));
    expect(textOfMessage(closing)).toBe('Paid, and looked.');
    expect(ran).toEqual(['pay', 'look']);
    expect(modes()).toEqual(['enabled', 'enabled', 'enabled']);
  });

  it('answers whole after somebody has approved its call, and thinks again in the next turn', async () => {
    const { agent, ran, modes } = await world(options);
    const log = new TestLog().say('Pay').open();
    await runTurn(agent, log, { control: { startTool: async () => ({ status: 'waiting', seq: 1 }) } });
    expect(ran).toEqual([]);
    const closing = closingOf(await runTurn(agent, log, { attempt: 2 }));
    expect(closing).not.toHaveProperty('outcome');
    expect(textOfMessage(closing)).toBe('Paid, and looked.');
    expect(ran).toEqual(['pay', 'look']);
    expect(modes()).toEqual(['enabled', 'none', 'none']);
    await runTurn(agent, log.say('Thanks').open());
    expect(modes().at(-1)).toBe('enabled');
  });

  it('answers whole when its process has ended in the middle', async () => {
    const { agent, ran } = await world(options);
    const log = new TestLog().say('Pay').open();
    const crash = new AgentChatError('Internal', 'The end.');
    const crashing = runTurn(agent, log, {
      onOutput: ({ type }) => {
        if (type === 'tool_result') throw crash;
      },
    });
    await expect(crashing).rejects.toBe(crash);
    const closing = closingOf(await runTurn(agent, log, { attempt: 2 }));
    expect(textOfMessage(closing)).toBe('Paid, and looked.');
    expect(ran).toEqual(['pay', 'look']);
  });
});
