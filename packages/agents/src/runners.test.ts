import { LLMock } from '@copilotkit/aimock';
import type { AgentRunner } from '@agent-chat/core';
import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { aiSdkModel } from './ai-sdk/ai-sdk-model.js';
import { createGuide } from './guide/create-guide.js';
import { createAgent } from './loop/create-agent.js';
import { createPersonaAgent } from './personas/persona-agent.js';
import { PROVIDERS, providerModel } from './test-support/providers.js';
import { call, reasoning, scriptedModel, stop, text, toTools } from './test-support/scripted-model.js';
import { runnerConformance } from './testing/runner-conformance.js';
import { defineTool } from './tools/tool.js';

const mock = new LLMock({ port: 0, chunkSize: 8 });
beforeAll(async () => {
  mock.onMessage('hello', { content: 'Hello there. How are you today? I hope that all is well.' });
  await mock.start();
});
afterAll(() => mock.stop());

const tools = ['look', 'write'].map((name) =>
  defineTool({
    name,
    description: name,
    parameters: z.object({}),
    readOnly: name === 'look',
    run: () => 'done',
  }),
);

/** Thinks, calls three tools, and then says something. */
const calling = () =>
  scriptedModel(({ messages }) =>
    messages.at(-1)?.role === 'tool'
      ? [text('First. '), text('Second. '), text('Third.'), stop]
      : [
          reasoning('What is there?'),
          text('I look.'),
          call('look', {}, 'a'),
          call('look', {}, 'b'),
          call('write', {}, 'c'),
          toTools,
        ],
  );

/** One's own graph, whose nodes are steps in the log. */
const graph: AgentRunner = {
  async *run({ signal, stop: { graceful } }) {
    const words = ['Plan, ', 'write ', 'and ', 'send.'];
    let said = '';
    for (const word of words) {
      if (signal.aborted || graceful.aborted) break;
      yield { type: 'step', node: word.trim(), status: 'start' };
      yield { type: 'draft', kind: 'text', append: word };
      said += word;
      yield { type: 'step', node: word.trim(), status: 'ok', latencyMs: 1 };
    }
    if (signal.aborted) return;
    const isWhole = said === words.join('');
    yield {
      type: 'message',
      parts: said === '' ? [] : [{ type: 'text', text: said }],
      finality: 'turn',
      ...(!isWhole && { outcome: { status: 'stopped' as const } }),
    };
  },
};

runnerConformance({
  name: 'of a model and its tools',
  make: () => createAgent({ model: calling(), tools }),
});
runnerConformance({
  name: 'with personas',
  make: () => createPersonaAgent({ model: () => calling(), tools }),
});
runnerConformance({ name: 'of one’s own, with a graph', make: () => graph });
runnerConformance({
  name: 'that is the guide',
  make: () =>
    createGuide({
      subject: 'greetings',
      paceMs: 0,
      documents: [
        { path: 'a.md', title: 'Hello', markdown: '# Hello\n\n## Say hello\n\nSay hello to all.', url: '/a' },
      ],
    }),
});
for (const provider of PROVIDERS) {
  runnerConformance({
    name: `on a model of ${provider}`,
    make: () => createAgent({ model: aiSdkModel(providerModel(provider, mock.url)) }),
  });
}
