import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import {
  type ConversationEvent,
  isKnownEvent,
  isMessageEvent,
  type MessageEvent,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import { readCard } from '@agent-chat/protocol/cards';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { type AgentOptions, createAgent } from '../loop/create-agent.js';
import { ModelError } from '../model/model-error.js';
import type { ModelDelta } from '../model/model-port.js';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { defineTool } from '../tools/tool.js';

const OPERATOR = { kind: 'operator', tenant: 'test', participantId: 'op' } as const;

const stock = defineTool({
  name: 'stock_of',
  description: '',
  parameters: z.object({}),
  readOnly: true,
  run: () => 3,
});

/** An agent that looks up and answers with a source, and explains with `why`. */
async function talking(
  why: () => Iterable<ModelDelta>,
  options: Partial<AgentOptions> = {},
  url = 'https://example.com/stock',
) {
  const model = scriptedModel(({ messages }) => {
    const last = messages.at(-1);
    if (last?.role === 'user' && last.text.includes('Why did you write this?')) return why();
    if (last?.role !== 'tool') return [call('stock_of', {}, `c${messages.length}`), toTools];
    return [
      text('Three [1].'),
      {
        type: 'citations',
        citations: [{ marker: '1', title: 'Stock list', url }],
      },
      stop,
    ];
  });
  const bot = createAgent({ model, tools: [stock], ...options });
  const orchestrator = createOrchestrator({ store: createMemoryStore(), agents: { bot } });
  onTestFinished(() => orchestrator.close());
  const api = orchestrator.as(OPERATOR);
  const conversationId = 'c1';
  let requests = 0;
  const command = () => ({ conversationId, clientRequestId: `r${(requests += 1)}` });
  await api.call('createConversation', {
    ...command(),
    participants: [
      { participantId: 'op', kind: 'user', displayName: 'Op' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  const log = async (): Promise<readonly ConversationEvent[]> =>
    (await api.call('getEvents', { conversationId, limit: 500 })).events;
  const answers = async (): Promise<MessageEvent[]> =>
    (await log())
      .filter(isMessageEvent)
      .filter(({ author, finality }) => author === 'bot' && finality === 'turn');
  const say = async (words: string) => {
    const before = (await answers()).length;
    await api.call('sendMessage', { ...command(), parts: [{ type: 'text', partId: 't', text: words }] });
    await expect.poll(async () => (await answers()).length).toBe(before + 1);
  };
  /** Asks why, and gives the explanation. */
  const ask = async (message: MessageEvent, partId?: string) => {
    const before = (await answers()).length;
    const { messageId } = message.payload;
    await api.call('invokeAction', {
      ...command(),
      messageId,
      actionId: 'explain',
      ...(partId && { partId }),
    });
    await expect.poll(async () => (await answers()).length).toBe(before + 1);
    const parts = (await answers()).at(-1)?.payload.parts ?? [];
    expect(parts).toHaveLength(1);
    const [part] = parts;
    if (part === undefined || !('card' in part)) throw new Error('There is no explanation.');
    return readCard('explanation', part.card);
  };
  return { api, command, log, answers, say, ask, model };
}

describe('"Why?"', () => {
  it('is answered in one line, with links to the events and sources that the message stands on', async () => {
    const { say, ask, answers, log } = await talking(() => [
      text('I looked into the stock.\n\nIt said three.'),
      stop,
    ]);
    await say('How many?');
    const [answer] = await answers();
    if (answer === undefined) throw new Error('There is no answer.');
    const explanation = await ask(answer);
    const seqOf = async (type: string) => (await log()).find((event) => event.type === type)?.seq;
    expect(explanation).toEqual({
      summary: 'I looked into the stock.',
      rootCause: 'It said three.',
      about: { messageId: answer.payload.messageId },
      evidence: [
        { label: 'Asked: “How many?”', kind: 'message', seq: await seqOf('message') },
        { label: 'Result of stock_of', kind: 'tool_result', seq: await seqOf('tool_result') },
        { label: 'Stock list', kind: 'citation', seq: answer.seq, url: 'https://example.com/stock' },
      ],
    });
    const settled = (await log()).filter(isKnownEvent).filter(({ type }) => type === 'action_settled');
    expect(settled).toHaveLength(1);
  });

  it('is answered by the log alone where no model answers, and with what the host adds', async () => {
    const failing = (): Iterable<ModelDelta> => {
      throw new ModelError('provider_overloaded', 'Busy.', { retryable: true });
    };
    const evidenceFor: AgentOptions['evidenceFor'] = async ({ tenant, seq }) => [
      { label: `Policy of ${tenant}, version ${seq > 0 ? 4 : 0}`, kind: 'policy', seq: 1 },
    ];
    const { say, ask, answers } = await talking(failing, { evidenceFor });
    await say('How many?');
    const [answer] = await answers();
    if (answer === undefined) throw new Error('There is no answer.');
    const { summary, evidence } = await ask(answer);
    expect(summary).toBe('It follows from what stock_of found.');
    expect(evidence[0]).toEqual({ label: 'Policy of test, version 4', kind: 'policy', seq: 1 });
  });

  it('is told as far as it came, and marked, where the model was cut off', async () => {
    const { say, ask, answers } = await talking(() => [
      text('Because the stock list says'),
      { type: 'finish', reason: 'length' },
    ]);
    await say('How many?');
    const [answer] = await answers();
    if (answer === undefined) throw new Error('There is no answer.');
    const { summary, evidence } = await ask(answer);
    expect(summary).toBe('Because the stock list says');
    expect(evidence).toContainEqual(expect.objectContaining({ label: 'Result of stock_of' }));
    expect((await answers()).at(-1)?.payload.outcome).toMatchObject({
      status: 'truncated',
      reason: { code: 'max_tokens' },
    });
  });

  it('on what the system has written is answered by the agent', async () => {
    const { api, say, ask, log, command } = await talking(() => [
      text('A cap would have been broken.'),
      stop,
    ]);
    await say('How many?');
    const budget = {
      meter: 'sends',
      scope: { kind: 'conversation', id: 'c1' },
      window: 'total',
      limit: 1,
    } as const;
    await api.call('setBudget', { ...command(), budget });
    await api.call('recordUsage', { ...command(), amounts: [{ meter: 'sends', amount: 2 }] });
    await api.call('resume', command());
    const told = (await log()).filter(isMessageEvent).find(({ author }) => author === SYSTEM_PARTICIPANT_ID);
    if (told === undefined) throw new Error('The system has said nothing.');
    const { summary, evidence } = await ask(told, 'escalation');
    expect(summary).toBe('A cap would have been broken.');
    expect(evidence).toContainEqual(
      expect.objectContaining({ label: 'The budget for sends (total) would be broken' }),
    );
  });

  it('names no cap that broke for earlier work', async () => {
    const { api, say, ask, answers, command } = await talking(() => [text('Because.'), stop]);
    const budget = {
      meter: 'sends',
      scope: { kind: 'conversation', id: 'c1' },
      window: 'total',
      limit: 1,
    } as const;
    await api.call('setBudget', { ...command(), budget });
    await api.call('recordUsage', { ...command(), amounts: [{ meter: 'sends', amount: 2 }] });
    await api.call('resume', command());
    await say('How many?');
    const [answer] = await answers();
    if (answer === undefined) throw new Error('There is no answer.');
    const { evidence } = await ask(answer);
    expect(evidence.map(({ label }) => label)).toEqual([
      'Asked: “How many?”',
      'Result of stock_of',
      'Stock list',
    ]);
  });

  it('is answered also where the host adds what no card takes, and a source has a very long address', async () => {
    const logged: unknown[] = [];
    const evidenceFor = async () => [
      { label: 'Not of this log', seq: 0 },
      { label: 'Policy default', kind: 'policy' as const },
      { label: 'x'.repeat(1_001) },
      { label: 'No JSON', since: new Date(0) },
    ];
    const logger = { log: (...line: unknown[]) => void logged.push(line) };
    const { say, ask, answers } = await talking(
      () => [text('Because.'), stop],
      { evidenceFor, logger },
      `https://example.com/${'x'.repeat(9_000)}`,
    );
    await say('How many?');
    const [answer] = await answers();
    if (answer === undefined) throw new Error('There is no answer.');
    const { summary, evidence } = await ask(answer);
    expect(summary).toBe('Because.');
    expect(evidence[0]).toEqual({ label: 'Policy default', kind: 'policy' });
    expect(evidence.at(-1)).toEqual({ label: 'Stock list', kind: 'citation', seq: answer.seq });
    expect(JSON.stringify(logged).match(/what no card takes/g)).toHaveLength(3);
  });

  it('is cut between two characters, and goes on below', async () => {
    const long = `${'a'.repeat(499)}😀 and ${'b'.repeat(9_992)}😀.`;
    const { say, ask, answers } = await talking(() => [text(long), stop]);
    await say(`${'c'.repeat(79)}😀?`);
    const [answer] = await answers();
    if (answer === undefined) throw new Error('There is no answer.');
    const { summary, rootCause, evidence } = await ask(answer);
    expect(summary).toBe('a'.repeat(499));
    expect(rootCause).toBe(`😀 and ${'b'.repeat(9_992)}`);
    expect(evidence[0]?.label).toBe(`Asked: “${'c'.repeat(79)}…”`);
  });

  it('is no longer asked once it is answered: the next message is answered as itself', async () => {
    const { say, ask, answers } = await talking(() => [text('Because.'), stop]);
    await say('How many?');
    const [answer] = await answers();
    if (answer === undefined) throw new Error('There is no answer.');
    await ask(answer);
    await say('And now?');
    expect((await answers()).at(-1)?.payload.parts.map(({ type }) => type)).toEqual(['text']);
  });
});

describe('"Why?" under a policy for cards', () => {
  /** The agent has answered, and this rule for cards holds since. */
  async function heldTo(rule: string, why: () => Iterable<ModelDelta>, options?: Partial<AgentOptions>) {
    const talk = await talking(why, options);
    const source = `rules:\n  - {id: rule, effect: block, ${rule}}\n`;
    await talk.api.call('setPolicy', { ...talk.command(), source });
    await talk.say('How many?');
    const [answer] = await talk.answers();
    if (answer === undefined) throw new Error('There is no answer.');
    return { ...talk, answer };
  }

  it('is answered without the card of a tool that is forbidden, and the model hears why', async () => {
    const report = defineTool({
      name: 'report',
      description: '',
      parameters: z.object({}),
      run: () => ({}),
      card: () => ({ type: 'report', version: 1, data: {} }),
    });
    const why = () => [call('report', {}, 'r'), toTools];
    const { answer, answers, ask, model } = await heldTo('when: {cards: report}', why, {
      tools: [stock, report],
    });
    expect(await ask(answer)).toMatchObject({ summary: 'Three [1].' });
    expect((await answers()).at(-1)?.payload.outcome?.status).toBe('complete');
    expect(JSON.stringify(model.requests.at(-1)?.messages)).toContain(
      'The guard policy forbids this card of type report',
    );
  });

  it('is answered by the log alone where what the model says is forbidden', async () => {
    const rule = 'when: {cards: explanation}, forbid: [{path: /summary, contains: risk}]';
    const { answer, ask } = await heldTo(rule, () => [text('It is a risk.'), stop]);
    expect(await ask(answer)).toMatchObject({ summary: 'It follows from what stock_of found.' });
  });

  it('is answered by nothing where every explanation is forbidden', async () => {
    const { answer, answers, api, command } = await heldTo('when: {cards: explanation}', () => [
      text('Because.'),
      stop,
    ]);
    const { messageId } = answer.payload;
    await api.call('invokeAction', { ...command(), messageId, actionId: 'explain' });
    await expect
      .poll(async () => (await answers()).at(-1)?.payload)
      .toMatchObject({ outcome: { status: 'failed', reason: { code: 'PolicyViolation' } } });
  });
});
