import { once } from 'node:events';
import { type AgentRunner, createOrchestrator } from '@agent-chat/core';
import type { Caller, ConversationEvent } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPostgresStore } from './postgres-store.js';
import { runChild } from './test-support/run-child.js';
import { answering, type RunningNode, startNode } from './test-support/start-node.js';
import { databaseUrl, skipReason, temporarySchema } from './test-support/test-database.js';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
const CONVERSATION = 'shared';

async function openNode(
  schema: string,
  agents: Readonly<Record<string, AgentRunner>>,
  leaseMs?: number,
): Promise<RunningNode> {
  const node = await startNode({
    connectionString: databaseUrl,
    schema,
    agents,
    ...(leaseMs !== undefined && { leaseMs }),
  });
  onTestFinished(() => node.close());
  return node;
}

function create(api: ConversationApi): Promise<unknown> {
  return api.call('createConversation', {
    clientRequestId: 'create',
    conversationId: CONVERSATION,
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
}

function say(api: ConversationApi, text: string): Promise<unknown> {
  return api.call('sendMessage', {
    conversationId: CONVERSATION,
    clientRequestId: `say ${text}`,
    parts: [{ type: 'text', partId: 'p1', text }],
  });
}

/** The logged events that a viewer sees from the start, up to the first that `until` accepts. */
async function watch(
  api: ConversationApi,
  until: (event: ConversationEvent) => boolean,
): Promise<readonly ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for await (const frame of api.subscribe({
    conversationId: CONVERSATION,
    cursor: '0',
  })) {
    if (frame.kind !== 'event') continue;
    events.push(frame.data);
    if (until(frame.data)) break;
  }
  return events;
}

const isAnswer = (event: ConversationEvent): boolean =>
  event.type === 'message' && event.author === 'bot' && event.finality === 'turn';
const textIn = (event: ConversationEvent | undefined): string =>
  ((event?.payload as { parts?: { text?: string }[] } | undefined)?.parts ?? [])
    .map(({ text }) => text)
    .join('');

describe.skipIf(skipReason)(`two nodes on one database${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('show on one what the agent of the other logs, whichever was spoken to', async () => {
    const schema = temporarySchema();
    const worker = await openNode(schema, { bot: answering('Hello from the worker.') });
    const front = await openNode(schema, {});
    const api = front.orchestrator.as(ADA);
    await create(api);
    const watching = watch(api, isAnswer);
    await say(api, 'Hi.');
    const events = await watching;
    expect(textIn(events.at(-1))).toBe('Hello from the worker.');
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));

    const heads = events.length;
    const again = watch(api, (event) => isAnswer(event) && event.seq > heads);
    await say(worker.orchestrator.as(ADA), 'And again.');
    const seenOnFront = await again;
    expect(await watch(worker.orchestrator.as(ADA), (event) => isAnswer(event) && event.seq > heads)).toEqual(
      seenOnFront,
    );
  });

  it('pass a stop on: the runner of the other node ends its turn and keeps what it said', async () => {
    const schema = temporarySchema();
    let started = (): void => undefined;
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const slow = answering('A long story that ends.', async (stop) => {
      started();
      if (!stop.aborted) await once(stop, 'abort');
    });
    await openNode(schema, { bot: slow });
    const api = (await openNode(schema, {})).orchestrator.as(ADA);
    await create(api);
    const watching = watch(api, isAnswer);
    await say(api, 'Tell me.');
    await running;
    const opened = await watch(api, (event) => event.type === 'execution_started');
    const { turn } = opened.at(-1)?.payload as { turn: number };
    await api.call('stop', { conversationId: CONVERSATION, clientRequestId: 'stop', turn, mode: 'graceful' });
    const events = await watching;
    expect(textIn(events.at(-1))).toBe('A long story');
    expect(events.at(-1)?.payload).toMatchObject({ outcome: { status: 'stopped' } });
    expect(events.filter(({ type }) => type === 'turn_cleared')).toEqual([]);
  });

  it('end on one what is read of a conversation that the other deletes', async () => {
    const schema = temporarySchema();
    const one = await openNode(schema, {});
    const other = await openNode(schema, {});
    await create(one.orchestrator.as(ADA));
    await expect.poll(() => [one.bus.isListening, other.bus.isListening]).toEqual([true, true]);
    const frames = other.orchestrator.as(ADA).subscribe({ conversationId: CONVERSATION, cursor: '0' });
    const reading = frames[Symbol.asyncIterator]();
    const until = async (kind: string) => {
      for (;;) {
        const { value, done } = await reading.next();
        if (done || value.kind === kind) return value;
      }
    };
    await until('caught_up');
    const operator = one.orchestrator.as({ kind: 'operator', tenant: 'default', participantId: 'op' });
    await operator.call('eraseConversation', { conversationId: CONVERSATION, clientRequestId: 'erase' });
    expect(await until('bye')).toMatchObject({ data: { error: { code: 'ConversationGone' } } });
  });

  it('leave its turn to a runner that lives elsewhere when the node closes that it began at', async () => {
    const schema = temporarySchema();
    const one = await openNode(schema, {}, 600_000);
    const other = await openNode(schema, {}, 600_000);
    await create(one.orchestrator.as(ADA));
    await say(one.orchestrator.as(ADA), 'Hi.');
    const bot: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
    const { executionId, fence } = await one.orchestrator
      .as(bot)
      .call('startExecution', { conversationId: CONVERSATION, agentId: 'bot' });
    await one.close();
    const beat = { conversationId: CONVERSATION, executionId, fence };
    expect(await other.orchestrator.as(bot).call('heartbeat', beat)).toMatchObject({ stop: null });
  });

  it('share out the turn of a node that is killed: another takes it over when its lease ends', async () => {
    const schema = temporarySchema();
    const leaseMs = 1_500;
    const child = runChild('node-that-hangs.ts', [databaseUrl, schema, String(leaseMs)]);
    onTestFinished(() => void child.process.kill('SIGKILL'));
    const lines = child.lines[Symbol.asyncIterator]();
    const nextLine = async () => {
      const line = await lines.next();
      if (line.done) throw new Error(`The node ended: ${await child.ended}`);
      return line.value;
    };
    expect(await nextLine()).toBe('ready');
    // The first node has the only agent while the turn begins.
    const front = (await openNode(schema, {}, leaseMs)).orchestrator.as(ADA);
    await create(front);
    await say(front, 'Are you there?');
    expect(await nextLine()).toBe('running 2');

    const watching = watch(front, isAnswer);
    await openNode(schema, { bot: answering('I am here now.') }, leaseMs);
    child.process.kill('SIGKILL');
    const events = await watching;
    expect(textIn(events.at(-1))).toBe('I am here now.');
    expect(events.filter(isAnswer)).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'turn_cleared').map(({ payload }) => payload)).toEqual([
      { turn: 2, reason: 'restart' },
    ]);
    const fences = events
      .filter(({ type }) => type === 'execution_started')
      .map(({ payload }) => (payload as { fence: number }).fence);
    expect(fences).toHaveLength(2);
    expect(fences[1]).toBeGreaterThan(fences[0] ?? Number.POSITIVE_INFINITY);
  });

  it('take up more turns than are claimed at once, and leave alone those without a runner', async () => {
    const schema = temporarySchema();
    const front = await openNode(schema, {});
    const api = front.orchestrator.as(ADA);
    const start = async (conversationId: string, agentId: string) => {
      await api.call('createConversation', {
        clientRequestId: 'create',
        conversationId,
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: agentId, kind: 'agent', displayName: 'An agent' },
        ],
      });
      await api.call('sendMessage', {
        conversationId,
        clientRequestId: 'say',
        parts: [{ type: 'text', partId: 'p1', text: 'Hi.' }],
      });
    };
    const names = Array.from({ length: 80 }, (_, n) => `conversation-${n}`);
    await Promise.all(names.map((name, n) => start(name, n < 40 ? 'nobody' : 'bot')));
    // Nothing to start with, no hints, and one look: the lease is long.
    const own = await createPostgresStore({ connectionString: databaseUrl, schema });
    onTestFinished(() => own.close());
    const events = new Proxy(own.events, {
      get(target, name) {
        if (name === 'listRunnable') return async () => [];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const worker = createOrchestrator({
      store: { ...own, events },
      agents: { bot: answering('Here.') },
      leaseMs: 600_000,
    });
    onTestFinished(() => worker.close());
    await worker.start();
    const runnable = async () =>
      (await front.store.events.listRunnable(100)).map(({ conversationId }) => conversationId);
    await expect
      .poll(async () => (await runnable()).toSorted(), { timeout: 20_000 })
      .toEqual(names.slice(0, 40).toSorted());
  });
});
