import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { createAnthropic } from '@ai-sdk/anthropic';
import { aiSdkModel } from '../src/ai-sdk/ai-sdk-model.js';
import { createAgent } from '../src/loop/create-agent.js';

/** How long one answer took, in milliseconds from the question. */
export interface Answered {
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

/** Somebody who gets answers of the model. */
export interface Contender {
  /** Whatever is there before the question. */
  prepare(): Promise<() => Promise<Answered>>;
  close(): Promise<void>;
}

const QUESTION = 'What is a token?';
const SYSTEM = 'Be brief.';

function languageModel(port: number) {
  return createAnthropic({ apiKey: 'not-a-key', baseURL: `http://127.0.0.1:${port}/v1` })('bench');
}

/** The stream of the SDK, read to its end by nobody else. */
export function bareStream(port: number): Contender {
  const model = languageModel(port);
  return {
    async prepare() {
      return async () => {
        const startedAt = performance.now();
        let firstTokenMs = 0;
        const { stream } = await model.doStream({
          prompt: [
            { role: 'system', content: SYSTEM },
            { role: 'user', content: [{ type: 'text', text: QUESTION }] },
          ],
        });
        for await (const part of stream) {
          if (part.type === 'text-delta' && firstTokenMs === 0) firstTokenMs = performance.now() - startedAt;
        }
        return { firstTokenMs, totalMs: performance.now() - startedAt };
      };
    },
    close: async () => undefined,
  };
}

/**
 * A conversation with an agent on the same model: from the command that asks to the first draft that a
 * reader gets, and to the logged message that closes the turn.
 */
export function wholeTurn(port: number): Contender {
  const agent = createAgent({ model: aiSdkModel(languageModel(port)), systemPrompt: SYSTEM });
  const orchestrator = createOrchestrator({ store: createMemoryStore(), agents: { bot: agent } });
  const ada = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
  let conversations = 0;
  return {
    async prepare() {
      conversations += 1;
      const conversationId = `c${conversations}`;
      await ada.call('createConversation', {
        clientRequestId: conversationId,
        conversationId,
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        ],
      });
      const frames = ada.subscribe({ conversationId, cursor: '0' })[Symbol.asyncIterator]();
      while ((await frames.next()).value?.kind !== 'caught_up');
      return async () => {
        const startedAt = performance.now();
        let firstTokenMs = 0;
        const asked = ada.call('sendMessage', {
          conversationId,
          clientRequestId: 'ask',
          parts: [{ type: 'text', partId: 'p1', text: QUESTION }],
        });
        for (;;) {
          const { value: frame, done } = await frames.next();
          if (done) throw new Error('The subscription ended.');
          if (frame.kind === 'draft' && firstTokenMs === 0) firstTokenMs = performance.now() - startedAt;
          const isAnswer = frame.kind === 'event' && frame.data.author === 'bot';
          if (isAnswer && frame.data.finality === 'turn') break;
        }
        const totalMs = performance.now() - startedAt;
        await asked;
        await frames.return?.();
        return { firstTokenMs, totalMs };
      };
    },
    close: () => orchestrator.close(),
  };
}
