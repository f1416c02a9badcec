import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import {
  ADA,
  closes,
  echo,
  framesUntil,
  logOf,
  start,
  textIn,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import {
  answer,
  asked,
  begin,
  draft,
  drafted,
  ofTurnCleared,
  request,
  under,
} from '../../test-support/remote-runner.js';
import { createManualClock } from '../../testing/manual-clock.js';

describe('a stale fence', () => {
  it('writes nothing, whatever is asked for, once another has taken over', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const stale = await begin(bot);
    await draft(bot, stale, 0, 'Old text');
    clock.advance(1_001);
    const held = await begin(bot);
    expect(held.fence).toBeGreaterThan(stale.fence);
    const before = await logOf(ada);
    const of = under(stale);
    const calls: Promise<unknown>[] = [
      bot.call('heartbeat', of),
      draft(bot, stale, 8, ' goes on'),
      draft(bot, { ...held, fence: stale.fence }, 0, 'Right execution'),
      draft(bot, { ...held, executionId: stale.executionId }, 0, 'Right fence'),
      bot.call('dropDraft', { ...of, messageId: 'm1' }),
      bot.call('endExecution', { ...of, reason: 'released' }),
      answer(bot, stale, 'Stale.'),
      answer(bot, { ...held, fence: stale.fence }, 'Stale.'),
      bot.call('sendTrace', { ...of, clientRequestId: 's', type: 'thought', payload: { text: 'Stale' } }),
      bot.call('clearTurn', { ...of, clientRequestId: 'c', turn: held.turn }),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'StaleFence' } });
    }
    expect(await logOf(ada)).toEqual(before);
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(seen.filter(({ kind }) => kind === 'draft')).toEqual([]);
    await answer(bot, held, 'Fresh.');
  });

  it('is noticed although nobody has taken over, also by a draft', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const held = await begin(bot);
    clock.advance(1_001);
    await expect(draft(bot, held, 0, 'Late')).rejects.toMatchObject({ code: 'StaleFence' });
    await expect(bot.call('heartbeat', under(held))).rejects.toMatchObject({ code: 'StaleFence' });
    await expect(answer(bot, held, 'Late.')).rejects.toMatchObject({ code: 'StaleFence' });
    expect((await logOf(ada)).at(-1)?.type).toBe('execution_started');
  });

  it('is put off by heartbeats and by drafts, by the clock of the store', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { bot } = await asked({ store, clock, leaseMs: 1_000 });
    const held = await begin(bot);
    for (let offset = 0; offset < 4; offset++) {
      clock.advance(600);
      await draft(bot, held, offset, 'x');
    }
    clock.advance(600);
    expect(await bot.call('heartbeat', under(held))).toEqual({ leaseMs: 1_000, stop: null });
    clock.advance(600);
    await answer(bot, held, 'Here.');
  });
});

describe('what a dead runner left', () => {
  it('is cleared and begun again, or resumed where a tool had started', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    await begin(bot);
    clock.advance(1_001);
    // The precondition is the one that it saw before: what it leaves itself does not break it.
    const second = await bot.call('startExecution', {
      conversationId: 'c1',
      agentId: 'bot',
      lastClosedSeq: 3,
    });
    expect(second).toMatchObject({ turn: 3, attempt: 2 });
    expect((await logOf(ada)).find(ofTurnCleared)?.payload).toEqual({ turn: 2, reason: 'restart' });
  });

  it('is resumed where a tool had started, without the text that nobody is going to finish', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const dead = await begin(bot);
    await bot.call('sendTrace', {
      ...under(dead),
      clientRequestId: request(),
      type: 'tool_call',
      payload: { toolCallId: 't1', name: 'send', args: {} },
    });
    await bot.call('startTool', { ...under(dead), clientRequestId: request(), toolCallId: 't1' });
    await draft(bot, dead, 0, 'I am about to');
    clock.advance(1_001);
    expect(await bot.call('startExecution', { conversationId: 'c1', agentId: 'bot' })).toMatchObject({
      turn: dead.turn,
      attempt: 2,
    });
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(seen)).toEqual([]);
  });

  it('is cleared as stopped when somebody stopped it, and nobody goes on with it', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    await begin(bot);
    clock.advance(1_001);
    const watching = framesUntil(ada, whole, closes(2));
    await ada.call('stop', { conversationId: 'c1', clientRequestId: 's', turn: 2, mode: 'hard' });
    expect((await watching).at(-1)?.data).toMatchObject({ payload: { turn: 2, reason: 'stopped' } });
    await expect(begin(bot)).rejects.toMatchObject({ code: 'NotDue' });
  });

  it('is taken up by a runner of this process when it has one, and not before', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const remote = await asked({ store, clock, leaseMs: 1_000 });
    await begin(remote.bot);
    const local = start({ bot: echo }, { store, clock, leaseMs: 1_000 });
    await local.orchestrator.start();
    const api = local.orchestrator.as(ADA);
    const watching = framesUntil(api, whole, closes(3));
    clock.advance(900);
    expect((await logOf(api)).at(-1)?.type).toBe('execution_started');
    let isDone = false;
    void watching.then(() => {
      isDone = true;
    });
    // In steps, so that a lease that is taken meanwhile lasts.
    for (; !isDone; await Promise.resolve()) clock.advance(1);
    const events = (await watching).flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(textIn(events.at(-1))).toBe('You said: Hello');
    expect(events.filter(({ type }) => type === 'turn_cleared')).toHaveLength(1);
  });

  it('is free at once when it lets go of its turn', async () => {
    const { bot } = await asked();
    const held = await begin(bot);
    await bot.call('endExecution', { ...under(held), reason: 'released' });
    await expect(bot.call('heartbeat', under(held))).rejects.toMatchObject({ code: 'StaleFence' });
    await begin(bot);
  });
});

describe('a stop', () => {
  it('reaches the runner by its heartbeat; at once means that its lease runs out', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const held = await begin(bot);
    const stop = (mode: 'graceful' | 'hard') =>
      ada.call('stop', { conversationId: 'c1', clientRequestId: mode, turn: 2, mode });
    await stop('graceful');
    expect(await bot.call('heartbeat', under(held))).toEqual({ leaseMs: 1_000, stop: 'graceful' });
    await stop('hard');
    expect(await bot.call('heartbeat', under(held))).toEqual({ leaseMs: 0, stop: 'hard' });
    const watching = framesUntil(ada, whole, closes(2));
    // It beats on and does not stop.
    for (let beat = 0; beat < 3; beat++) {
      clock.advance(600);
      await bot.call('heartbeat', under(held)).catch(() => undefined);
    }
    expect((await watching).at(-1)?.data).toMatchObject({ payload: { turn: 2, reason: 'stopped' } });
    await expect(answer(bot, held, 'Too late.')).rejects.toMatchObject({ code: 'StaleFence' });
  });

  it('lets the runner log what was written', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    await draft(bot, held, 0, 'Half an answer');
    await ada.call('stop', { conversationId: 'c1', clientRequestId: 's', turn: 2, mode: 'hard' });
    await answer(bot, held, 'Half an answer', { messageId: 'm1', outcome: { status: 'stopped' } });
    expect((await logOf(ada)).at(-1)).toMatchObject({ payload: { outcome: { status: 'stopped' } } });
  });
});
