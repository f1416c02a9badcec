import type { Caller, Frame, MethodParams } from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  closes,
  create,
  echo,
  framesUntil,
  OPERATOR,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';

const STRANGER: Caller = { kind: 'operator', tenant: 'other', participantId: 'op' };

async function take(
  api: OperatorApi,
  params: MethodParams<'subscribeAll'>,
  until: (frames: readonly Frame[]) => boolean,
): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of api.subscribeAll(params)) {
    frames.push(frame);
    if (until(frames)) break;
  }
  return frames;
}
const eventsOf = (frames: readonly Frame[]) =>
  frames.flatMap((frame) => (frame.kind === 'event' ? [[frame.data.conversationId, frame.data.seq]] : []));

describe('subscribeAll', () => {
  it('begins with what comes from now on, and tells where that is', async () => {
    const { orchestrator } = start({ bot: echo });
    await create(orchestrator.as(ADA), 'c1');
    const frames = orchestrator.as(OPERATOR).subscribeAll({})[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ kind: 'position' });
    await create(orchestrator.as(ADA), 'c2');
    expect((await frames.next()).value).toMatchObject({ data: { conversationId: 'c2', seq: 1 } });
    await frames.return?.();
  });

  it('goes on after any position without a gap or a double', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(OPERATOR);
    for (const id of ['c1', 'c2', 'c3']) await create(orchestrator.as(ADA), id);
    await orchestrator.as(ADA).call('sendMessage', say('Hello.'));
    await framesUntil(orchestrator.as(ADA), whole, closes(2));
    const all = await take(api, { afterPosition: '0' }, (frames) => eventsOf(frames).length === 6);
    expect(eventsOf(all).slice(0, 4)).toEqual([
      ['c1', 1],
      ['c2', 1],
      ['c3', 1],
      ['c1', 2],
    ]);
    for (const [index, frame] of all.entries()) {
      if (frame.kind !== 'event' || frame.position === undefined) continue;
      const rest = all.slice(index + 1);
      if (rest.length === 0) continue;
      const { position: afterPosition } = frame;
      const again = await take(api, { afterPosition }, (frames) => eventsOf(frames).length === rest.length);
      expect(eventsOf(again)).toEqual(eventsOf(rest));
    }
  });

  it('crosses no tenant, and moves a stranger on past what is not theirs', async () => {
    const { orchestrator } = start();
    await create(orchestrator.as(ADA), 'c1');
    const frames = await take(
      orchestrator.as(STRANGER),
      { afterPosition: '0' },
      ({ length }) => length === 2,
    );
    expect(frames.map(({ kind }) => kind)).toEqual(['position', 'position']);
  });

  it('narrows by type, author and run', async () => {
    const { orchestrator } = start({ bot: echo });
    await create(orchestrator.as(ADA), 'c1');
    await orchestrator.as(ADA).call('sendMessage', say('Hello.'));
    await framesUntil(orchestrator.as(ADA), whole, closes(2));
    const filters = { types: ['message'], agents: ['bot'] };
    const frames = await take(
      orchestrator.as(OPERATOR),
      { afterPosition: '0', filters },
      (taken) => eventsOf(taken).length === 1,
    );
    expect(frames.at(-1)).toMatchObject({ data: { type: 'message', author: 'bot' } });
  });

  it('is for operators', async () => {
    const { orchestrator } = start();
    await expect(take(orchestrator.as(ADA), {}, () => true)).rejects.toMatchObject({ code: 'Forbidden' });
  });

  it('refuses a position of nowhere', async () => {
    const { orchestrator } = start();
    const taken = take(orchestrator.as(OPERATOR), { afterPosition: 'nowhere' }, () => true);
    await expect(taken).rejects.toMatchObject({ code: 'InvalidCursor' });
  });

  it('says bye when the node stops', async () => {
    const { orchestrator } = start();
    const frames = orchestrator.as(OPERATOR).subscribeAll({})[Symbol.asyncIterator]();
    await frames.next();
    const last = frames.next();
    await orchestrator.close();
    expect((await last).value).toMatchObject({ kind: 'bye', data: { reason: 'shutdown' } });
  });
});

describe('a filtered subscription', () => {
  it('gets what matches, says what was left out, and is told what is open', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello.'));
    await framesUntil(api, whole, closes(2));
    const filters = { types: ['message'], agents: ['bot'] };
    const frames = await framesUntil(api, { ...whole, filters }, (frame) => frame.kind === 'caught_up');
    const kinds = frames.map(({ kind }) => kind);
    expect(kinds).toEqual(['hello', 'omitted', 'event', 'control', 'caught_up']);
    const head = frames.at(-1)?.kind === 'caught_up' ? frames.at(-1)?.data : null;
    expect(frames[1]).toMatchObject({ data: { fromSeq: 1 } });
    expect(frames[3]).toMatchObject({
      data: { atSeq: (head as { seq: number }).seq, state: { lastTurn: 2 } },
    });
  });

  it('is told again when something left out has changed it', async () => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    const filters = { agents: ['bot'] };
    const frames = api.subscribe({ ...whole, filters })[Symbol.asyncIterator]();
    for (let next = await frames.next(); next.value?.kind !== 'caught_up'; ) next = await frames.next();
    await api.call('sendMessage', say('Hello.'));
    expect((await frames.next()).value).toMatchObject({ kind: 'omitted' });
    expect((await frames.next()).value).toMatchObject({ kind: 'control', data: { state: { lastTurn: 1 } } });
    await frames.return?.();
  });
});
