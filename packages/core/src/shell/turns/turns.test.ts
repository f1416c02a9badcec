import type { ConversationEvent } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  OPERATOR,
  agent,
  echo,
  waiting,
  start,
  textIn,
  create,
  say,
  framesUntil,
  closes,
  ofType,
  logOf,
  whole,
} from '../../test-support/orchestrator-fixture.js';

describe('an agent that is due', () => {
  it('takes the turn, and its logged message replaces its drafts', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    const reading = framesUntil(api, { ...whole, includeGuidance: true }, closes(2));
    await api.call('sendMessage', say('Hello'));
    const frames = await reading;
    const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(events.map((event) => event.type)).toEqual([
      'created',
      'run_changed',
      'message',
      'execution_started',
      'message',
    ]);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(events[4]).toMatchObject({
      author: 'bot',
      turn: 2,
      finality: 'turn',
      payload: { role: 'assistant', outcome: { status: 'complete' }, parts: [{ text: 'You said: Hello' }] },
    });
    const drafts = frames.flatMap((frame) => (frame.kind === 'draft' ? [frame.data] : []));
    expect(drafts.map((draft) => draft.text).join('')).toBe(
      'You said: Hello'.slice(0, drafts.map((draft) => draft.text).join('').length),
    );
    const { messageId, parts } = events[4]?.payload as { messageId: string; parts: { partId: string }[] };
    for (const draft of drafts) expect(draft).toMatchObject({ messageId, partId: parts[0]?.partId, turn: 2 });
  });

  it('is not started for a conversation in which a user is due', async () => {
    let runs = 0;
    const { orchestrator } = start({
      bot: agent(async function* () {
        runs += 1;
        yield { type: 'message', parts: [], finality: 'turn' };
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await framesUntil(api, whole, (frame) => frame.kind === 'caught_up');
    expect(runs).toBe(0);
  });

  it('ends its turn as failed, with what it had written, when it throws', async () => {
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'draft', kind: 'text', append: 'I was about to' };
        throw new Error('secret path /etc/passwd');
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    const frames = await framesUntil(api, whole, closes(2));
    const last = frames.at(-1);
    expect(last?.data).toMatchObject({
      payload: {
        outcome: { status: 'failed', reason: { code: 'Internal' } },
        parts: [{ text: 'I was about to' }],
      },
    });
    expect(JSON.stringify(frames)).not.toContain('secret');
  });

  it('ends its turn as failed when it returns without an answer', async () => {
    const { orchestrator } = start({ bot: agent(async function* () {}) });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({
      payload: { parts: [], outcome: { status: 'failed', reason: { code: 'no_answer' } } },
    });
  });

  it('has a tool call logged before the tool runs', async () => {
    const seen: string[][] = [];
    const { orchestrator } = start({
      bot: agent(async function* ({ control }) {
        yield { type: 'tool_call', toolCallId: 't1', name: 'clock', args: { zone: 'UTC' } };
        await control.startTool('t1');
        seen.push((await logOf(orchestrator.as(ADA))).map((event) => event.type));
        yield { type: 'tool_result', toolCallId: 't1', output: { now: 1 } };
        yield { type: 'usage', model: 'm', inputTokens: 1, outputTokens: 2, latencyMs: 3 };
        yield { type: 'message', parts: [{ type: 'text', text: 'One.' }], finality: 'turn' };
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('What time is it?'));
    const frames = await framesUntil(api, whole, closes(2));
    expect(seen[0]?.slice(-2)).toEqual(['tool_call', 'tool_started']);
    // Costs are for operators: a member is told of a gap, and of nothing in it.
    expect(frames.filter((frame) => frame.kind === 'omitted').map((frame) => frame.data)).toEqual([
      { fromSeq: 8, toSeq: 8 },
    ]);
    const all = await framesUntil(orchestrator.as(OPERATOR), whole, closes(2));
    expect(all.some(ofType('usage'))).toBe(true);
  });
});

describe('stop', () => {
  it('lets the agent finish its sentence and keeps the text, marked as stopped', async () => {
    const begun = Promise.withResolvers<void>();
    const { orchestrator } = start({ bot: waiting(begun.resolve) });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 });
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({
      payload: { parts: [{ text: 'Half an answer.' }], outcome: { status: 'stopped' } },
    });
  });

  it('ends the turn at once when it is hard, also of an agent that does not listen', async () => {
    const begun = Promise.withResolvers<void>();
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'draft', kind: 'reasoning', append: 'Hm.' };
        yield { type: 'draft', kind: 'text', append: 'For ever ' };
        begun.resolve();
        await new Promise(() => {});
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2, mode: 'hard' });
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({
      payload: {
        outcome: { status: 'stopped' },
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'For ever ' },
        ],
      },
    });
  });

  it('of a turn that is closed is acknowledged and logs nothing', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await framesUntil(api, whole, closes(2));
    expect(await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 })).toEqual({
      seq: 5,
    });
    expect(await logOf(api)).toHaveLength(5);
  });
});

describe('what an agent yields', () => {
  it('is logged as it was, whatever the agent does to it afterwards', async () => {
    const output = { rows: ['a'] };
    const { orchestrator } = start({
      bot: agent(async function* ({ control }) {
        yield { type: 'tool_call', toolCallId: 't1', name: 'list', args: {} };
        await control.startTool('t1');
        yield { type: 'tool_result', toolCallId: 't1', output };
        output.rows.push('MUTATED');
        yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('List'));
    await framesUntil(api, whole, closes(2));
    const frames = await framesUntil(api, { conversationId: 'c1' }, (frame) => frame.kind === 'caught_up');
    expect(JSON.stringify(frames)).not.toContain('MUTATED');
  });

  it('is refused when no reader could take it, and the turn ends as failed', async () => {
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'draft', kind: 'text', append: 'See [1]' };
        const citations = [{ marker: 'a marker that is far too long', title: 'A' }];
        yield { type: 'message', parts: [{ type: 'text', text: 'See [1]', citations }], finality: 'turn' };
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({
      payload: {
        parts: [{ text: 'See [1]' }],
        outcome: { status: 'failed', reason: { code: 'InvalidMessage' } },
      },
    });
  });

  it('never has half a character in the log, also when it is stopped at once', async () => {
    const begun = Promise.withResolvers<void>();
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'draft', kind: 'text', append: 'hi \ud83d' };
        begun.resolve();
        await new Promise(() => {});
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2, mode: 'hard' });
    const frames = await framesUntil(api, whole, closes(2));
    expect(textIn(frames.at(-1)?.data as ConversationEvent)).toBe('hi ');
  });
});

describe('a tool', () => {
  const twice = (mayRepeat: boolean) =>
    agent(async function* ({ control }) {
      yield { type: 'tool_call', toolCallId: 't1', name: 'pay', args: {} };
      await control.startTool('t1', { idempotent: mayRepeat });
      await control.startTool('t1', { idempotent: mayRepeat });
      yield { type: 'tool_result', toolCallId: 't1', output: 1 };
      yield { type: 'message', parts: [{ type: 'text', text: 'Paid.' }], finality: 'turn' };
    });

  it.each([
    [false, 'failed'],
    [true, 'complete'],
  ])('that may be repeated: %s; started twice, its turn is %s', async (mayRepeat, status) => {
    const { orchestrator } = start({ bot: twice(mayRepeat) });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({ payload: { outcome: { status } } });
    expect(frames.filter(ofType('tool_started'))).toHaveLength(mayRepeat ? 2 : 1);
  });
});
