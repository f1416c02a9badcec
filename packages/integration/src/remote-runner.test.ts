import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createChatClient, createTransport, type Transport } from '@agent-chat/client';
import { AgentChatError, type ConversationEvent, type ErrorCode } from '@agent-chat/protocol';
import { FULL, seeded } from '@agent-chat/protocol/test-support';
import { type Child, programsBeside } from '@agent-chat/store-test-support';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type RunnerServer, startRunnerServer } from './support/runner-server.js';

const TRANSPORTS = ['sse', 'websocket'] as const;
const LEASE_MS = 600;
const TURNS = FULL ? 100 : 10;
const STEP_MS = 15;

const runChild = programsBeside(new URL('./support/', import.meta.url).href);

let server: RunnerServer;
/** Where no lease runs out, however busy the machine is. */
let patient: RunnerServer;
beforeAll(async () => {
  [server, patient] = await Promise.all([startRunnerServer(LEASE_MS), startRunnerServer(60_000)]);
});
afterAll(() => Promise.all([server.close(), patient.close()]));

let conversations = 0;
/** Another one each time: a test that is tried again finds nothing of the first try. */
const newId = (name: string): string => `${name}-${++conversations}`;

interface Runner {
  readonly child: Child;
  /** Resolves when it has got so far in this turn or a later one. */
  reached(what: 'drafted' | 'booked', turn: number): Promise<void>;
}

function startRunner(transport: string, conversationId: string, file: string): Runner {
  const child = runChild('remote-runner.ts', [server.url, transport, conversationId, file, String(STEP_MS)]);
  onTestFinished(() => void child.process.kill('SIGKILL'));
  child.process.stdin.on('error', () => undefined);
  const newest = { drafted: 0, booked: 0 };
  let wake = (): void => undefined;
  void (async () => {
    for await (const line of child.lines) {
      const [what = '', turn = ''] = line.split(' ');
      newest[what as keyof typeof newest] = Number(turn);
      wake();
    }
  })();
  return {
    child,
    async reached(what, turn) {
      while (newest[what] < turn) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** The turn that the agent opened last, and whether it is over. */
async function answered(conversationId: string, task: string): Promise<void> {
  for await (const frame of server.ada.subscribe({ conversationId, cursor: '0' })) {
    if (frame.kind !== 'event' || frame.data.author !== 'bot' || frame.data.finality !== 'turn') continue;
    const { parts } = frame.data.payload as { parts: { text?: string }[] };
    if (parts.some(({ text }) => text === `Done with ${task}.`)) return;
  }
}

/** What must hold of any log, whoever died while it was written. */
function requireSound(events: readonly ConversationEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  let current = '';
  const closed = new Map<number, number>();
  const started = new Map<string, number>();
  for (const event of events) {
    const payload = event.payload as { turn?: number; toolCallId?: string };
    if (event.type === 'execution_started') current = event.executionId ?? '';
    // Only the newest execution writes.
    if (event.author === 'bot') expect(event.executionId).toBe(current);
    const turn = event.type === 'turn_cleared' ? (payload.turn ?? 0) : event.turn;
    if (event.type === 'turn_cleared' || event.finality !== 'none') {
      closed.set(turn, (closed.get(turn) ?? 0) + 1);
    }
    if (event.type === 'tool_started') {
      const id = payload.toolCallId ?? '';
      started.set(id, (started.get(id) ?? 0) + 1);
    }
  }
  expect([...closed.values()].every((count) => count === 1)).toBe(true);
  expect([...started.values()].every((count) => count === 1)).toBe(true);
}

async function codeOf(call: Promise<unknown>): Promise<ErrorCode | null> {
  return call.then(
    () => null,
    (error: unknown) => AgentChatError.from(error).code,
  );
}

describe.each(FULL ? TRANSPORTS : TRANSPORTS.slice(1))(
  'a runner in another process, over %s',
  (transport) => {
    it(`is killed in the middle of its turns, ${TURNS} times around: no tool runs twice`, async () => {
      const conversationId = newId('killed');
      const file = join(server.folder, conversationId);
      await writeFile(file, '');
      await server.create(conversationId);
      const random = seeded(transport.length);
      let runner = startRunner(transport, conversationId, file);
      let kills = 0;
      for (let n = 1; n <= TURNS; n++) {
        const task = `task ${n}`;
        const done = answered(conversationId, task);
        const { length: before } = await server.log(conversationId);
        await server.say(conversationId, task);
        if (n % 2 === 0) {
          // In the middle of a turn: from its first draft on, or when its tool has run and nobody knows.
          const turn = (await server.log(conversationId))[before]?.turn ?? 0;
          await runner.reached(n % 4 === 0 ? 'booked' : 'drafted', turn);
          await new Promise((resolve) => setTimeout(resolve, n % 4 === 0 ? 0 : random() * 8 * STEP_MS));
          runner.child.process.kill('SIGKILL');
          kills += 1;
          runner = startRunner(transport, conversationId, file);
        }
        await done;
      }
      const events = await server.log(conversationId);
      requireSound(events);
      const effects = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
      expect(new Set(effects).size).toBe(effects.length);
      expect(kills).toBe(TURNS / 2);
      // Not every kill was too late.
      expect(events.filter(({ type }) => type === 'execution_started').length).toBeGreaterThan(TURNS);
    }, 900_000);

    it('is paused past its lease and goes on: it writes nothing, and takes the next turn', async () => {
      const conversationId = newId('paused');
      const file = join(server.folder, conversationId);
      await writeFile(file, '');
      await server.create(conversationId);
      const first = startRunner(transport, conversationId, file);
      const done = answered(conversationId, 'one');
      await server.say(conversationId, 'one');
      await first.reached('drafted', 2);
      first.child.process.kill('SIGSTOP');
      const second = startRunner(transport, conversationId, file);
      await done;
      second.child.process.kill('SIGKILL');
      first.child.process.kill('SIGCONT');
      const next = answered(conversationId, 'two');
      await server.say(conversationId, 'two');
      await next;
      const events = await server.log(conversationId);
      requireSound(events);
      expect((await readFile(file, 'utf8')).trim().split('\n').toSorted()).toEqual(['one', 'two']);
      expect(events.some(({ type }) => type === 'turn_cleared')).toBe(true);
    }, 60_000);

    it(`races another for each of ${TURNS} turns, and one of them wins`, async () => {
      const conversationId = newId('raced');
      await patient.create(conversationId);
      const both = [0, 1].map(() => open(transport, patient));
      for (let n = 1; n <= TURNS; n++) {
        await patient.say(conversationId, `task ${n}`);
        const { length: lastClosedSeq } = await patient.log(conversationId);
        const results = await Promise.allSettled(
          both.map((api) => api.call('startExecution', { conversationId, agentId: 'bot', lastClosedSeq })),
        );
        const winners = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
        expect(winners).toHaveLength(1);
        for (const one of results) {
          if (one.status === 'rejected')
            expect(one.reason).toMatchObject({ code: 'LeaseHeld', retryable: true });
        }
        const { executionId = '', fence = 0 } = winners[0] ?? {};
        const parts = [{ type: 'text', partId: 'p1', text: `Done ${n}` }];
        const answer = { conversationId, executionId, fence, clientRequestId: `answer ${n}`, parts };
        // Both may hold the name of the execution: the same request counts once.
        await Promise.all(both.map((api) => api.call('sendMessage', answer)));
      }
      const events = await patient.log(conversationId);
      requireSound(events);
      expect(events.filter(({ author, type }) => author === 'bot' && type === 'message')).toHaveLength(TURNS);
    }, 60_000);

    it('is told by a typed error what it may not do', async () => {
      const conversationId = newId('errors');
      await patient.create(conversationId);
      const bot = open(transport, patient);
      const start = (rest: object = {}) =>
        bot.call('startExecution', { conversationId, agentId: 'bot', ...rest });
      expect(await codeOf(start())).toBe('NotDue');
      expect(await codeOf(start({ conversationId: 'none' }))).toBe('UnknownConversation');
      expect(await codeOf(start({ agentId: 'ada' }))).toBe('Forbidden');
      expect(await codeOf(start({ executionId: 'short' }))).toBe('InvalidRequest');
      await patient.say(conversationId, 'Hello');
      expect(await codeOf(start({ lastClosedSeq: 1 }))).toBe('CasConflict');
      const { executionId, fence, turn } = await start();
      const held = { conversationId, executionId, fence };
      expect(await codeOf(start())).toBe('LeaseHeld');
      let requests = 0;
      const under = (of: typeof held): (() => Promise<unknown>)[] => {
        const keyed = () => ({ ...of, clientRequestId: `request ${++requests}` });
        const draft = { kind: 'text' as const, messageId: 'm1', partId: 'p1', offset: 0, text: 'Hi' };
        return [
          () => bot.call('heartbeat', of),
          () => bot.call('appendDraft', { ...of, ...draft }),
          () => bot.call('dropDraft', { ...of, messageId: 'm1' }),
          () => bot.call('sendTrace', { ...keyed(), type: 'thought', payload: { text: 'So.' } }),
          () =>
            bot.call('sendTrace', {
              ...keyed(),
              type: 'tool_call',
              payload: { toolCallId: 't1', name: 'look', args: {} },
            }),
          () => bot.call('startTool', { ...keyed(), toolCallId: 't1' }),
          () => bot.call('takeSteered', keyed()),
          () => bot.call('clearTurn', { ...keyed(), turn }),
        ];
      };
      for (const call of under({ ...held, fence: fence - 1 }))
        expect(await codeOf(call())).toBe('StaleFence');
      expect((await patient.log(conversationId)).at(-1)?.type).toBe('execution_started');
      const gap = { kind: 'text' as const, messageId: 'm1', partId: 'p1', offset: 9, text: 'Hi' };
      await expect(bot.call('appendDraft', { ...held, ...gap })).rejects.toMatchObject({
        code: 'InvalidRequest',
        details: { expected: 0 },
      });
      const asked = { ...held, clientRequestId: 'tool', toolCallId: 't9' };
      expect(await codeOf(bot.call('startTool', asked))).toBe('UnknownToolCall');
      expect(await codeOf(bot.call('requestApproval', asked))).toBe('UnknownToolCall');
      for (const call of under(held)) expect(await codeOf(call())).toBeNull();
      for (const call of under(held).slice(0, 3)) expect(await codeOf(call())).toBe('StaleFence');
      // Cleared by itself: the next attempt is begun anew, and ended without an answer.
      const next = await start();
      expect(next.turn).toBe(turn + 1);
      const ended = {
        conversationId,
        executionId: next.executionId,
        fence: next.fence,
        reason: 'released' as const,
      };
      expect(await codeOf(bot.call('endExecution', ended))).toBeNull();
      expect(await codeOf(bot.call('endExecution', ended))).toBe('StaleFence');
    });

    it('takes back what it wrote: whoever watches sees it go', async () => {
      const conversationId = newId('dropped');
      await patient.create(conversationId);
      await patient.say(conversationId, 'Hello');
      const client = createChatClient({
        transport: createTransport(transport, { url: patient.url, token: 'ada-token' }),
        conversationId,
      });
      onTestFinished(() => client.close());
      client.connect();
      const bot = open(transport, patient);
      const { executionId, fence } = await bot.call('startExecution', { conversationId, agentId: 'bot' });
      const held = { conversationId, executionId, fence };
      const append = (text: string) =>
        bot.call('appendDraft', { ...held, kind: 'text', messageId: 'm1', partId: 'p1', offset: 0, text });
      const texts = (): string[] => client.getState().drafts.map(({ text }) => text);
      await append('Wrong');
      await expect.poll(texts).toEqual(['Wrong']);
      await bot.call('dropDraft', { ...held, messageId: 'm1' });
      await expect.poll(texts).toEqual([]);
      await append('Right');
      await expect.poll(texts).toEqual(['Right']);
      const parts = [{ type: 'text', partId: 'p1', text: 'Right' }];
      await bot.call('sendMessage', { ...held, clientRequestId: 'a', messageId: 'm1', parts });
      await expect.poll(() => client.getState().conversation?.control.openTurn).toBeNull();
      expect(texts()).toEqual([]);
    });
  },
);

function open(name: (typeof TRANSPORTS)[number], { url }: RunnerServer): Transport {
  const transport = createTransport(name, { url, token: 'bot-token' });
  onTestFinished(() => transport.close());
  return transport;
}
