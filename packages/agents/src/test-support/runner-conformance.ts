import { type AgentRunner, createMemoryEventStore, createOrchestrator } from '@agent-chat/core';
import type { ConversationEvent, Frame } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAgents } from '../remote/start-agents.js';

/** What the kit is run on. */
export interface RunnerCandidate {
  readonly name: string;
  /** Answers every message with some text. */
  make(): AgentRunner;
}

const PLACES = ['in the orchestrator', 'elsewhere, over the contract'] as const;

const PARTICIPANTS = [
  { participantId: 'ada', kind: 'user' as const, displayName: 'Ada' },
  { participantId: 'bot', kind: 'agent' as const, displayName: 'Bot' },
];

/**
 * What every runner owes to those who read along, whatever it is made of and wherever it runs: a turn
 * that closes, text that was shown before it was logged, calls that start before they are answered, and
 * nothing after a stop.
 */
export function describeRunner({ name, make }: RunnerCandidate): void {
  describe.each(PLACES)(`the runner ${name}, %s`, { timeout: 60_000 }, (place) => {
    async function world() {
      const runner = make();
      const isInside = place === 'in the orchestrator';
      const orchestrator = createOrchestrator({
        store: createMemoryEventStore(),
        ...(isInside && { agents: { bot: runner } }),
      });
      onTestFinished(() => orchestrator.close());
      const ada = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
      const conversationId = 'c1';
      await ada.call('createConversation', {
        clientRequestId: 'c',
        conversationId,
        participants: PARTICIPANTS,
      });
      if (!isInside) {
        const transport = orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
        const started = startAgents({ transport, conversationId, agents: { bot: runner } });
        onTestFinished(() => started.stop());
      }
      let requests = 0;
      const say = (text: string) => {
        requests += 1;
        const parts = [{ type: 'text' as const, partId: 'p1', text }];
        return ada.call('sendMessage', { conversationId, clientRequestId: `say ${requests}`, parts });
      };
      const log = async (): Promise<readonly ConversationEvent[]> =>
        (await ada.call('getEvents', { conversationId, limit: 1_000 })).events;
      return { ada, conversationId, say, log };
    }

    /** Reads along until the turn is closed. */
    async function readTurn(
      { ada, conversationId }: Awaited<ReturnType<typeof world>>,
      turn: number,
      onFrame: (frame: Frame) => void = () => undefined,
    ): Promise<ReadTurn> {
      const read = new ReadTurn(turn);
      for await (const frame of ada.subscribe({ conversationId, cursor: '0' })) {
        read.take(frame);
        onFrame(frame);
        if (read.isClosed) return read;
      }
      throw new Error('The subscription ended.');
    }

    it('shows what it writes, logs the same, and closes its turn with one message', async () => {
      const chat = await world();
      const reading = readTurn(chat, 2);
      await chat.say('hello');
      const { events, shown } = await reading;
      const messages = events.filter(({ type }) => type === 'message');
      expect(messages.map(({ finality }) => finality).filter((finality) => finality !== 'none')).toEqual([
        'turn',
      ]);
      expect(events.at(-1)?.finality).toBe('turn');
      const texts = messages.flatMap(textsOf);
      expect(texts.length).toBeGreaterThan(0);
      for (const { key, text } of texts) expect(shown.get(key)).toBe(text);
    });

    it('starts each call before it answers it, once', async () => {
      const chat = await world();
      const reading = readTurn(chat, 2);
      await chat.say('hello');
      const { events } = await reading;
      const steps = new Map<string, string[]>();
      for (const { type, payload } of events) {
        if (type !== 'tool_call' && type !== 'tool_started' && type !== 'tool_result') continue;
        const { toolCallId } = payload as { toolCallId: string };
        steps.set(toolCallId, [...(steps.get(toolCallId) ?? []), type]);
      }
      for (const types of steps.values()) expect(types).toEqual(['tool_call', 'tool_started', 'tool_result']);
    });

    it('goes on turn after turn', async () => {
      const chat = await world();
      for (const turn of [2, 4]) {
        const reading = readTurn(chat, turn);
        await chat.say('hello');
        const { events } = await reading;
        expect(events.at(-1)).toMatchObject({ type: 'message', author: 'bot', finality: 'turn' });
      }
    });

    it.each(['graceful', 'hard'] as const)('ends on a %s stop, keeping what was shown', async (mode) => {
      const chat = await world();
      const stopped = Promise.withResolvers<void>();
      let isAsked = false;
      const reading = readTurn(chat, 2, (frame) => {
        if (frame.kind !== 'draft' || isAsked) return;
        isAsked = true;
        const { conversationId } = chat;
        chat.ada
          .call('stop', { conversationId, clientRequestId: 'stop', turn: 2, mode })
          .then(() => stopped.resolve(), stopped.reject);
      });
      await chat.say('hello');
      const { events, shown } = await reading;
      await stopped.promise;
      const last = events.at(-1);
      expect(last).toMatchObject({ type: 'message', finality: 'turn' });
      const { outcome } = last?.payload as { outcome?: { status: string } };
      expect(['complete', 'stopped']).toContain(outcome?.status ?? 'complete');
      for (const { key, text } of events.filter(({ type }) => type === 'message').flatMap(textsOf)) {
        expect(shown.get(key)).toBe(text);
      }
      const head = (await chat.log()).filter(({ turn }) => turn === 2).length;
      const next = readTurn(chat, 4);
      await chat.say('hello');
      await next;
      expect((await chat.log()).filter(({ turn }) => turn === 2)).toHaveLength(head);
    });
  });
}

/** One turn as a viewer sees it. */
class ReadTurn {
  readonly events: ConversationEvent[] = [];
  /** What was drafted of each part. */
  readonly shown = new Map<string, string>();
  isClosed = false;
  readonly #turn: number;

  constructor(turn: number) {
    this.#turn = turn;
  }

  take(frame: Frame): void {
    if (frame.kind === 'draft' && frame.data.turn === this.#turn) {
      const { messageId, partId, offset, text } = frame.data;
      if (messageId === undefined) return;
      const key = `${messageId}/${partId ?? ''}`;
      this.shown.set(key, (this.shown.get(key) ?? '').slice(0, offset) + text);
    }
    if (frame.kind !== 'event' || frame.data.turn !== this.#turn) return;
    this.events.push(frame.data);
    this.isClosed = frame.data.finality !== 'none';
  }
}

function textsOf({ payload }: ConversationEvent): readonly { readonly key: string; readonly text: string }[] {
  const { messageId, parts } = payload as {
    messageId: string;
    parts: readonly { partId: string; text?: string }[];
  };
  return parts.flatMap(({ partId, text }) =>
    text === undefined ? [] : [{ key: `${messageId}/${partId}`, text }],
  );
}
