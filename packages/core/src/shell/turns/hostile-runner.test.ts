import { type Caller, parseParams } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../memory/memory-ledger.js';
import { ADA, logOf, OPERATOR, PARTICIPANTS, say, start } from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const EVIL: Caller = { kind: 'agent', tenant: 'default', participantId: 'evil' };

const LEASE_MS = 9_000;
let requests = 0;
const request = (): string => `hostile-${++requests}`;

async function createWithEvil(api: ConversationApi, conversationId: string): Promise<void> {
  await api.call('createConversation', {
    clientRequestId: request(),
    conversationId,
    participants: [...PARTICIPANTS, { participantId: 'evil', kind: 'agent', displayName: 'Evil' }],
  });
}

async function begin(api: ConversationApi, conversationId = 'c1', agentId = 'bot') {
  const { executionId, fence } = await api.call('startExecution', { conversationId, agentId });
  return { conversationId, executionId, fence };
}

async function asked(options: Parameters<typeof start>[1] = {}) {
  const clock = createManualClock();
  const store = createMemoryEventStore({ clock });
  const ledger = createMemoryLedger({ clock });
  const { orchestrator } = start({}, { store, ledger, clock, leaseMs: LEASE_MS, ...options });
  const ada = orchestrator.as(ADA);
  await createWithEvil(ada, 'c1');
  await ada.call('sendMessage', say('Hello'));
  const [bot, evil, op] = [orchestrator.as(BOT), orchestrator.as(EVIL), orchestrator.as(OPERATOR)];
  return { orchestrator, clock, store, ledger, ada, bot, evil, op };
}

const call = (toolCallId: string) => ({
  clientRequestId: request(),
  type: 'tool_call' as const,
  payload: { toolCallId, name: 'send', args: {} },
});

describe('a runner that means harm', () => {
  it('neither settles nor releases what another agent has reserved, in whatever conversation', async () => {
    const { ada, bot, evil, ledger } = await asked();
    const held = await begin(bot);
    const { reservationId } = await bot.call('reserve', {
      ...held,
      clientRequestId: request(),
      amounts: [{ meter: 'money', amount: 500 }],
    });
    await createWithEvil(ada, 'c2');
    const elsewhere = { ...held, conversationId: 'c2', reservationId };
    const attempts = [
      evil.call('release', { ...elsewhere, clientRequestId: request() }),
      evil.call('settle', {
        ...elsewhere,
        clientRequestId: request(),
        amounts: [{ meter: 'money', amount: 0 }],
      }),
      bot.call('release', { ...elsewhere, clientRequestId: request() }),
    ];
    for (const attempt of attempts)
      await expect(attempt).rejects.toMatchObject({ code: 'UnknownReservation' });
    await bot.call('sendMessage', {
      ...held,
      clientRequestId: request(),
      parts: [{ type: 'text', partId: 'p', text: 'Done.' }],
    });
    await expect(
      evil.call('release', { ...held, reservationId, clientRequestId: request() }),
    ).rejects.toMatchObject({ code: 'UnknownReservation' });
    const money = { meter: 'money', scope: { kind: 'conversation', id: 'c1' }, window: 'total' } as const;
    expect(await ledger.spent({ tenant: 'default', ...money })).toEqual({ spent: 0, reserved: 500 });
    // Whoever has reserved it settles it, also after the turn.
    await bot.call('settle', {
      ...held,
      reservationId,
      clientRequestId: request(),
      amounts: [{ meter: 'money', amount: 300 }],
    });
    expect(await ledger.spent({ tenant: 'default', ...money })).toEqual({ spent: 300, reserved: 0 });
  });

  it('reserves under the longest name of an execution, and settles it', async () => {
    const { bot } = await asked();
    const executionId = 'x'.repeat(128);
    const { fence } = await bot.call('startExecution', { conversationId: 'c1', agentId: 'bot', executionId });
    const held = { conversationId: 'c1', executionId, fence };
    const amounts = [{ meter: 'money', amount: 5 }];
    const { reservationId } = await bot.call('reserve', { ...held, clientRequestId: request(), amounts });
    expect(reservationId.length).toBeLessThanOrEqual(128);
    await bot.call('settle', { ...held, reservationId, clientRequestId: request(), amounts });
  });

  it('does not let go of the lease of another agent by a turn that is over', async () => {
    const { bot, evil } = await asked();
    const held = await begin(bot);
    await expect(
      evil.call('clearTurn', { ...held, turn: 1, clientRequestId: request() }),
    ).rejects.toMatchObject({ code: 'Forbidden' });
    expect(await bot.call('heartbeat', held)).toEqual({ leaseMs: LEASE_MS, stop: null });
  });

  it.each(['startExecution', 'appendDraft', 'dropDraft'] as const)(
    'does not outlive a hard stop by %s',
    async (method) => {
      const { ada, bot, clock } = await asked();
      const held = await begin(bot);
      await ada.call('stop', { conversationId: 'c1', clientRequestId: request(), turn: 2, mode: 'hard' });
      const params = {
        startExecution: { conversationId: 'c1', agentId: 'bot', executionId: held.executionId },
        appendDraft: { ...held, kind: 'text' as const, messageId: 'm', partId: 'p', offset: 0, text: '' },
        dropDraft: { ...held, messageId: 'm' },
      };
      for (let round = 0; round < 10; round += 1) {
        clock.advance(LEASE_MS / 3);
        await bot.call(method, params[method] as never).catch(() => null);
      }
      await expect(bot.call('endExecution', { ...held, reason: 'released' })).rejects.toMatchObject({
        code: 'StaleFence',
      });
    },
  );

  it('does not take the place of a message that waits', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const { messageId } = await ada.call('sendMessage', say('And this?'));
    const takes = (finality: 'none' | 'turn') =>
      bot.call('sendMessage', {
        ...held,
        clientRequestId: request(),
        messageId,
        finality,
        parts: [{ type: 'text', partId: 'p', text: 'Nothing was asked.' }],
      });
    await expect(takes('none')).rejects.toMatchObject({ code: 'InvalidMessage' });
    await expect(takes('turn')).rejects.toMatchObject({ code: 'InvalidMessage' });
  });

  it('does not take the place of a message or an approval by the id of a call', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const [, , message] = await logOf(ada);
    const { messageId } = message?.payload as { messageId: string };
    await bot.call('sendTrace', { ...held, ...call('t1') });
    const { approvalId } = await bot.call('requestApproval', {
      ...held,
      clientRequestId: request(),
      toolCallId: 't1',
    });
    for (const taken of [messageId, `approval:${approvalId}`]) {
      await expect(bot.call('sendTrace', { ...held, ...call(taken) })).rejects.toMatchObject({
        code: 'InvalidMessage',
      });
    }
  });

  it('does not end its run to be free of its level and its caps', async () => {
    const { ada, bot } = await asked();
    await bot.call('sendMessage', {
      ...(await begin(bot)),
      clientRequestId: request(),
      parts: [{ type: 'text', partId: 'p', text: 'Hello.' }],
    });
    const { runId } = await ada.call(
      'sendMessage',
      say('Send it', { options: { autopilot: 0, budget: { limitMicroUsd: 100 } } }),
    );
    const held = await begin(bot);
    await bot.call('sendTrace', { ...held, ...call('t1') });
    await bot
      .call('changeRun', {
        conversationId: 'c1',
        clientRequestId: request(),
        runId,
        status: 'completed',
      })
      .catch(() => null);
    const started = await bot.call('startTool', { ...held, clientRequestId: request(), toolCallId: 't1' });
    expect(started.status).toBe('waiting');
    await expect(
      bot.call('reserve', {
        ...held,
        clientRequestId: request(),
        amounts: [{ meter: 'money', amount: 1_000 }],
      }),
    ).rejects.toMatchObject({ code: 'BudgetExceeded' });
  });

  it('does not swell what every viewer is sent of an open turn', async () => {
    const { bot } = await asked();
    const held = await begin(bot);
    const traces = (type: 'tool_call' | 'query', payload: object) =>
      bot.call('sendTrace', { ...held, clientRequestId: request(), type, payload });
    const long = 'x'.repeat(1_025);
    await expect(traces('tool_call', { toolCallId: 't', name: long, args: {} })).rejects.toMatchObject({
      code: 'InvalidMessage',
    });
    await expect(
      traces('tool_call', { toolCallId: 't', name: 'send', args: {}, toolVersion: long }),
    ).rejects.toMatchObject({ code: 'InvalidMessage' });
    for (let number = 0; number < 64; number += 1)
      await traces('query', { queryId: `q${number}`, text: '?' });
    await expect(traces('query', { queryId: 'q64', text: '?' })).rejects.toMatchObject({
      code: 'InvalidMessage',
    });
  });

  it('asks for no approval that waits longer than a year', async () => {
    const { bot } = await asked();
    const held = await begin(bot);
    await bot.call('sendTrace', { ...held, ...call('t1') });
    const params = { ...held, clientRequestId: request(), toolCallId: 't1' };
    expect(() => parseParams('requestApproval', { ...params, expiresInMs: 31_536_000_001 })).toThrow(
      'expiresInMs',
    );
    const longest = parseParams('requestApproval', { ...params, expiresInMs: 31_536_000_000 });
    await bot.call('requestApproval', longest);
  });
});

describe('a node that is behind', () => {
  async function twoNodes() {
    const first = await asked();
    const { store, ledger, clock } = first;
    const { orchestrator } = start({}, { store, ledger, clock, leaseMs: LEASE_MS });
    const on = (caller: Caller) => orchestrator.as(caller);
    // It has the conversation in memory as it is now.
    await on(OPERATOR).call('getConversation', { conversationId: 'c1' });
    return { ...first, on };
  }

  it('lets no other agent act for an execution that it has not heard of', async () => {
    const { bot, ada, on } = await twoNodes();
    const held = await begin(bot);
    await bot.call('sendTrace', { ...held, ...call('t1') });
    const evil = on(EVIL);
    await expect(
      evil.call('startTool', { ...held, clientRequestId: request(), toolCallId: 't1' }),
    ).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(
      evil.call('requestApproval', {
        ...held,
        clientRequestId: request(),
        toolCallId: 't1',
        approvers: ['ada'],
      }),
    ).rejects.toMatchObject({ code: 'Forbidden' });
    // Nor while it hears of it.
    const third = await twoNodes();
    const begun = await begin(third.bot);
    await third.bot.call('sendTrace', { ...begun, ...call('t1') });
    const late = third.on(EVIL);
    await Promise.allSettled([
      late.call('handOff', { conversationId: 'c1', clientRequestId: request(), to: 'ada' }),
      late.call('startTool', { ...begun, clientRequestId: request(), toolCallId: 't1' }),
    ]);
    for (const api of [ada, third.ada]) {
      expect((await logOf(api)).some(({ type }) => type === 'tool_started')).toBe(false);
    }
  });

  it('spends under the caps and pauses that other nodes have set', async () => {
    const { bot, op, on } = await twoNodes();
    const held = await begin(bot);
    const late = on(BOT);
    await late.call('heartbeat', held);
    const spends = () =>
      late.call('reserve', {
        ...held,
        clientRequestId: request(),
        amounts: [{ meter: 'money', amount: 1_000 }],
      });
    await spends();
    const scope = { kind: 'conversation', id: 'c1' } as const;
    await op.call('setBudget', {
      conversationId: 'c1',
      clientRequestId: request(),
      budget: { meter: 'money', scope, window: 'total', limit: 1_500 },
    });
    await expect(spends()).rejects.toMatchObject({ code: 'BudgetExceeded' });
    await expect(spends()).rejects.toMatchObject({ code: 'Paused' });
  });

  it('lets nobody write who has left the roster', async () => {
    const { op, on } = await twoNodes();
    await op.call('changeRoster', {
      conversationId: 'c1',
      clientRequestId: request(),
      removed: ['ada'],
    });
    const command = () => ({ conversationId: 'c1', clientRequestId: request() });
    const late = on(ADA);
    for (const attempt of [
      late.call('setAutopilot', { ...command(), level: 4 }),
      late.call('renameConversation', { ...command(), title: 'Mine' }),
      late.call('pause', command()),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'NotOnRoster' });
    }
    expect((await logOf(op)).at(-1)?.type).toBe('roster_changed');
  });

  it('shows nothing to whoever has left the roster', async () => {
    const { op, ada, on } = await twoNodes();
    const note = (text: string) =>
      op.call('addNote', { conversationId: 'c1', clientRequestId: request(), text });
    for (let number = 0; number < 1_100; number += 1) await note('An old one.');
    const late = { ada: on(ADA), op: on(OPERATOR) };
    // The other node stands here from now on.
    await late.op.call('pause', { conversationId: 'c1', clientRequestId: request() });
    const reading = late.ada.subscribe({ conversationId: 'c1', cursor: '600' })[Symbol.asyncIterator]();
    await reading.next();
    await op.call('changeRoster', { conversationId: 'c1', clientRequestId: request(), removed: ['ada'] });
    await note('Ada is not to know.');
    await expect(ada.call('getEvents', { conversationId: 'c1' })).rejects.toMatchObject({
      code: 'UnknownConversation',
    });
    const frames: string[] = [];
    for (let isOver = false; !isOver; ) {
      const { value } = await reading.next();
      frames.push(JSON.stringify(value));
      isOver = value?.kind === 'caught_up' || value?.kind === 'bye';
    }
    expect(frames.join('\n')).not.toContain('not to know');
    const again = late.ada.subscribe({ conversationId: 'c1', cursor: '600' })[Symbol.asyncIterator]();
    await expect(again.next()).rejects.toMatchObject({ code: 'UnknownConversation' });
    const page = late.ada.call('getEvents', { conversationId: 'c1', afterSeq: 1_100 });
    await expect(page).rejects.toMatchObject({ code: 'UnknownConversation' });
  });
});
