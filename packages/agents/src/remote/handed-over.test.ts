import { type AgentRunner, createMemoryStore, createOrchestrator } from '@agent-chat/core';
import type { ConversationEvent } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAgents } from './start-agents.js';

const PARTICIPANTS = [
  { participantId: 'ada', kind: 'user' as const, displayName: 'Ada' },
  { participantId: 'bot', kind: 'agent' as const, displayName: 'Bot' },
  { participantId: 'cal', kind: 'agent' as const, displayName: 'Cal' },
];

/** Says where it runs; asked to wait, it writes half of it and waits until it is let go of. */
function runnerOf(place: string): AgentRunner {
  return {
    async *run({ events, signal, turn }) {
      const { parts } = events.findLast(({ type }) => type === 'message')?.payload as {
        parts: { text: string }[];
      };
      yield { type: 'draft', kind: 'text', append: 'I am ' };
      const isToWait = parts[0]?.text.endsWith(place) && turn.attempt === 1;
      if (isToWait && !signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return;
      }
      yield { type: 'message', parts: [{ type: 'text', text: `I am ${place}.` }], finality: 'turn' };
    },
  };
}

async function world() {
  // Were a lease not given back, the other one would wait for it until the test is given up.
  const orchestrator = createOrchestrator({
    store: createMemoryStore(),
    agents: { bot: runnerOf('here') },
    leaseMs: 600_000,
  });
  onTestFinished(() => orchestrator.close());
  const operator = orchestrator.as({ kind: 'operator', tenant: 'default', participantId: 'ada' });
  const bot = orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
  const conversationId = 'c1';
  let requests = 0;
  const command = () => ({ conversationId, clientRequestId: `request ${++requests}` });
  await operator.call('createConversation', { ...command(), participants: PARTICIPANTS });
  const started = startAgents({ transport: bot, conversationId, agents: { bot: runnerOf('elsewhere') } });
  onTestFinished(() => started.stop());
  const until = async (
    found: (event: ConversationEvent) => boolean,
    after = 0,
  ): Promise<ConversationEvent> => {
    for await (const frame of operator.subscribe({ conversationId, cursor: '0' })) {
      if (frame.kind === 'event' && frame.data.seq > after && found(frame.data)) return frame.data;
    }
    throw new Error('The subscription ended.');
  };
  const drafted = async (): Promise<void> => {
    for await (const { kind } of operator.subscribe({ conversationId, cursor: '0' }))
      if (kind === 'draft') return;
  };
  return {
    operator,
    bot,
    command,
    drafted,
    /** Who answers. */
    async ask(text: string, meanwhile: () => Promise<unknown> = async () => undefined): Promise<string> {
      const parts = [{ type: 'text' as const, partId: 'p1', text }];
      const { seq } = await operator.call('sendMessage', { ...command(), parts });
      await meanwhile();
      const { payload } = await until(({ author, finality }) => author === 'bot' && finality === 'turn', seq);
      return (payload as { parts: { text: string }[] }).parts[0]?.text ?? '';
    },
    async log(): Promise<readonly ConversationEvent[]> {
      return (await operator.call('getEvents', { conversationId, limit: 1_000 })).events;
    },
  };
}

describe('an agent that can be run here and elsewhere', () => {
  it('is run by the server from when somebody ensures it, and elsewhere from when it is stopped', async () => {
    const { operator, bot, command, ask } = await world();
    for (let round = 0; round < 3; round += 1) {
      await operator.call('stopAgents', { ...command(), agentIds: ['bot'] });
      expect(await ask('Where are you?')).toBe('I am elsewhere.');
      await bot.call('ensureAgents', command());
      expect(await ask('And now?')).toBe('I am here.');
    }
  });

  it('changes places in the middle of its turns, which go on at once', async () => {
    const { operator, command, ask, drafted } = await world();
    await operator.call('ensureAgents', command());
    const stop = async () => {
      await drafted();
      await operator.call('stopAgents', command());
    };
    expect(await ask('Wait while you are here', stop)).toBe('I am elsewhere.');
    const ensure = async () => {
      await drafted();
      await operator.call('ensureAgents', command());
    };
    expect(await ask('Wait while you are elsewhere', ensure)).toBe('I am here.');
  });

  it('is named in the answer, and nothing is logged where nothing changes', async () => {
    const { operator, bot, command, log } = await world();
    // The server has no runner for the other one.
    expect(await operator.call('ensureAgents', command())).toMatchObject({ agentIds: ['bot'] });
    const { length } = await log();
    expect(await bot.call('ensureAgents', command())).toEqual({ agentIds: ['bot'], seq: length });
    expect(await log()).toHaveLength(length);
    expect(await operator.call('stopAgents', command())).toMatchObject({ agentIds: ['bot', 'cal'] });
    expect((await log()).at(-1)).toMatchObject({
      type: 'roster_changed',
      author: 'ada',
      payload: { added: [{ participantId: 'bot', hosting: 'external' }, { participantId: 'cal' }] },
    });
  });

  it.each([
    ['an agent that the server cannot run', 'operator', ['cal'], 'UnknownAgent'],
    ['a person', 'operator', ['ada'], 'NotOnRoster'],
    ['nobody that is there', 'operator', ['bot', 'eve'], 'NotOnRoster'],
    ['another agent, by an agent', 'bot', ['cal'], 'Forbidden'],
  ] as const)('is refused to %s', async (_whom, by, agentIds, code) => {
    const callers = await world();
    const { length } = await callers.log();
    const asked = callers[by].call('ensureAgents', { ...callers.command(), agentIds: [...agentIds] });
    await expect(asked).rejects.toMatchObject({ code });
    expect(await callers.log()).toHaveLength(length);
  });
});
