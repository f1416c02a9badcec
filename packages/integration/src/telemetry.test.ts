import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAgent, defineTool, ModelError, type ModelPort, withTelemetry } from '@agent-chat/agents';
import { type AgentRunner, createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { isKnownEvent, type KnownEvent } from '@agent-chat/protocol';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { exportSpans, type TracingOptions } from '../../../examples/telemetry/tracing.js';

/** A span as OTLP over HTTP brings it as JSON. */
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly status: { readonly code?: number };
}

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

let receiver: Server;
let url: string;
const received: OtlpSpan[] = [];
beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as OtlpBody;
      received.push(
        ...body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      );
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v1/traces`;
});
afterAll(() => receiver.close());
beforeEach(() => {
  received.length = 0;
});

const attributes = ({ attributes: all }: OtlpSpan): Record<string, unknown> =>
  Object.fromEntries(
    all.map(({ key, value }) => [
      key,
      'arrayValue' in value
        ? (value['arrayValue'] as { values: Record<string, unknown>[] }).values.map(
            (one) => Object.values(one)[0],
          )
        : Object.values(value)[0],
    ]),
  );
const spanNamed = (name: string): OtlpSpan => {
  const found = received.find((span) => span.name === name);
  if (found === undefined)
    throw new Error(`There is no span ${name}: ${received.map((one) => one.name).join(', ')}`);
  return found;
};

const stock = defineTool({
  name: 'stock_of',
  description: 'How many there are.',
  parameters: { type: 'object', properties: { article: { type: 'string' } }, required: ['article'] },
  readOnly: true,
  run: (args) => ({ ...(args as { article: string }), secret: 'three left' }),
});

/** Calls the tool, then answers. */
const shopModel: ModelPort = {
  modelId: 'shop-1',
  provider: 'shop',
  costOf: ({ inputTokens, outputTokens }) => inputTokens + 2 * outputTokens,
  async *step({ messages }) {
    if (messages.at(-1)?.role !== 'tool') {
      yield { type: 'tool_call', toolCallId: 'c1', name: 'stock_of', args: { article: 'road-bike' } };
      yield { type: 'finish', reason: 'tool_calls', usage: { inputTokens: 10, outputTokens: 5 } };
    } else {
      yield { type: 'text', append: 'Three.' };
      yield { type: 'finish', reason: 'stop', usage: { inputTokens: 20, outputTokens: 1 } };
    }
  },
};

/** Asks the agent once, and gives the whole log when its turn is over and all spans were sent. */
async function asked(
  agentOf: (telemetry: ReturnType<typeof exportSpans>['telemetry']) => AgentRunner,
  options: Partial<TracingOptions> = {},
): Promise<KnownEvent[]> {
  const tracing = exportSpans({ url, ...options });
  const orchestrator = createOrchestrator({
    store: createMemoryStore(),
    agents: { clerk: agentOf(tracing.telemetry) },
  });
  const api = orchestrator.as({ kind: 'operator', tenant: 'test', participantId: 'op' });
  await api.call('createConversation', {
    clientRequestId: 'create',
    conversationId: 'c1',
    participants: [
      { participantId: 'op', kind: 'user', displayName: 'Op' },
      { participantId: 'clerk', kind: 'agent', displayName: 'Clerk' },
    ],
  });
  const parts = [{ type: 'text' as const, partId: 't', text: 'How many road bikes?' }];
  await api.call('sendMessage', { conversationId: 'c1', clientRequestId: 'ask', parts });
  const log: KnownEvent[] = [];
  for await (const frame of api.subscribe({ conversationId: 'c1', cursor: '0' })) {
    if (frame.kind !== 'event' || !isKnownEvent(frame.data)) continue;
    log.push(frame.data);
    if (frame.data.author === 'clerk' && frame.data.finality === 'turn') break;
  }
  await orchestrator.close();
  await tracing.close();
  return log;
}

const payloads = (log: readonly KnownEvent[], type: KnownEvent['type']) =>
  log.flatMap((event) => (event.type === type ? [event.payload] : []));

it('a turn, its model calls and its tools are spans of one trace, which the log names', async () => {
  const log = await asked((telemetry) => createAgent({ model: shopModel, tools: [stock], telemetry }));
  const turn = spanNamed('invoke_agent clerk');
  const tool = spanNamed('execute_tool stock_of');
  const chats = received.filter(({ name }) => name === 'chat shop-1');
  expect(received).toHaveLength(4);
  for (const span of [tool, ...chats]) {
    expect([span.traceId, span.parentSpanId]).toEqual([turn.traceId, turn.spanId]);
    expect(BigInt(span.startTimeUnixNano)).toBeLessThanOrEqual(BigInt(span.endTimeUnixNano));
  }
  expect(attributes(turn)).toMatchObject({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.id': 'clerk',
    'gen_ai.conversation.id': 'c1',
    'gen_ai.provider.name': 'shop',
    'gen_ai.usage.input_tokens': 30,
    'gen_ai.usage.output_tokens': 6,
    'agent_chat.cost_micro_usd': 42,
    'agent_chat.outcome': 'complete',
  });
  expect(chats.map(attributes)).toMatchObject([
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'shop',
      'gen_ai.request.model': 'shop-1',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'agent_chat.cost_micro_usd': 20,
    },
    { 'gen_ai.response.finish_reasons': ['stop'], 'gen_ai.usage.input_tokens': 20 },
  ]);
  expect(attributes(tool)).toMatchObject({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'stock_of',
    'gen_ai.tool.call.id': 'c1',
    'gen_ai.tool.type': 'function',
  });
  expect(chats.map(({ kind }) => kind)).toEqual([3, 3]);
  // What the log says of the turn leads to its trace.
  expect(payloads(log, 'tool_call')).toMatchObject([{ traceId: turn.traceId }]);
  expect(payloads(log, 'usage')).toMatchObject(chats.map(({ traceId, spanId }) => ({ traceId, spanId })));
});

it('what was said leaves the house only where that is asked for', async () => {
  await asked((telemetry) => createAgent({ model: shopModel, tools: [stock], telemetry }));
  expect(JSON.stringify(received)).not.toMatch(/road|three left|Three\./);
  received.length = 0;
  await asked((telemetry) => createAgent({ model: shopModel, tools: [stock], telemetry }), {
    captureContent: true,
  });
  const [first] = received.filter(({ name }) => name === 'chat shop-1').map(attributes);
  expect(JSON.parse(String(first?.['gen_ai.input.messages']))).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'How many road bikes?' }] },
  ]);
  expect(attributes(spanNamed('execute_tool stock_of'))).toMatchObject({
    'gen_ai.tool.call.arguments': '{"article":"road-bike"}',
    'gen_ai.tool.call.result': '{"article":"road-bike","secret":"three left"}',
  });
});

it('a fault of a model marks its span and its turn by its code, without its words', async () => {
  const model: ModelPort = {
    modelId: 'shop-1',
    step: () => ({
      [Symbol.asyncIterator]: () => ({
        next: () =>
          Promise.reject(
            new ModelError('rate_limited', 'The key sk-secret has no more calls.', { retryable: true }),
          ),
      }),
    }),
  };
  await asked((telemetry) => createAgent({ model, telemetry }));
  for (const name of ['chat shop-1', 'invoke_agent clerk']) {
    const span = spanNamed(name);
    expect(attributes(span)['error.type']).toBe('rate_limited');
    expect(span.status.code).toBe(2);
  }
  expect(JSON.stringify(received)).not.toContain('sk-secret');
});

it('a runner of one’s own has spans for its turn, its tools and the usage that it tells of', async () => {
  const own: AgentRunner = {
    async *run({ control }) {
      yield { type: 'usage', model: 'own-1', inputTokens: 3, outputTokens: 4, latencyMs: 50 };
      yield { type: 'tool_call', toolCallId: 't1', name: 'look', args: {} };
      await control.startTool('t1', { readOnly: true });
      yield {
        type: 'tool_result',
        toolCallId: 't1',
        error: { code: 'gone', message: 'No.', retryable: false },
      };
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    },
  };
  const log = await asked((telemetry) => withTelemetry(own, telemetry));
  const chat = spanNamed('chat own-1');
  expect(attributes(chat)).toMatchObject({ 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 4 });
  const latencyNs = BigInt(chat.endTimeUnixNano) - BigInt(chat.startTimeUnixNano);
  expect(latencyNs).toBeGreaterThanOrEqual(49_000_000n);
  expect(attributes(spanNamed('execute_tool look'))['error.type']).toBe('gone');
  expect(payloads(log, 'usage')).toMatchObject([{ spanId: chat.spanId }]);
});
