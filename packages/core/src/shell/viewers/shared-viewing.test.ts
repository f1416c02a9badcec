import type { Caller, Frame } from '@agent-chat/protocol';
import { type FrameStream, isFrameStream } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { ADA, agent, create, OPERATOR, say, start, whole } from '../../test-support/orchestrator-fixture.js';
import type { Orchestrator } from '../orchestrator.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const OBSERVER: Caller = { kind: 'observer', tenant: 'default', conversationId: 'c1' };

async function streamOf(orchestrator: Orchestrator, caller: Caller, params = whole): Promise<FrameStream> {
  const stream = orchestrator.as(caller).subscribe(params);
  if (!isFrameStream(stream)) throw new Error('It is no stream of frames.');
  await stream.next();
  return stream;
}

/** What is there up to the first frame that `until` accepts. */
async function takeUntil(stream: FrameStream, until: (frame: Frame) => boolean): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (;;) {
    const ready = new Promise<void>((resolve) => stream.onReady(resolve));
    for (let frame = stream.take(); frame !== null; frame = stream.take()) {
      frames.push(frame);
      if (until(frame)) return frames;
    }
    await ready;
  }
}

const isCaughtUp = ({ kind }: Frame): boolean => kind === 'caught_up';

describe('viewers of one conversation', () => {
  it('get the same frame of an event, of a draft, of guidance and of a status word', async () => {
    const gate = Promise.withResolvers<void>();
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'progress', status: 'thinking' };
        yield { type: 'draft', kind: 'text', append: 'Hello' };
        await gate.promise;
        yield { type: 'message', parts: [{ type: 'text', text: 'Hello' }], finality: 'turn' };
      }),
    });
    await create(orchestrator.as(ADA));
    const params = { ...whole, includeGuidance: true };
    const streams = await Promise.all(
      [ADA, OPERATOR, OBSERVER].map((caller) => streamOf(orchestrator, caller, params)),
    );
    await Promise.all(streams.map((stream) => takeUntil(stream, isCaughtUp)));
    const live = Promise.all(streams.map((stream) => takeUntil(stream, isAnswer)));
    await orchestrator.as(ADA).call('sendMessage', say('Hi'));
    await takeUntil(await streamOf(orchestrator, ADA), ({ kind }) => kind === 'draft');
    gate.resolve();
    const [first = [], ...others] = await live;
    const shared = ['event', 'draft', 'guidance', 'progress'];
    const sharedOf = (frames: readonly Frame[]): Frame[] =>
      frames.filter(({ kind }) => shared.includes(kind));
    expect(new Set(sharedOf(first).map(({ kind }) => kind))).toEqual(new Set(shared));
    for (const frames of others) {
      const mine = sharedOf(frames);
      expect(mine).toHaveLength(sharedOf(first).length);
      for (const [index, frame] of sharedOf(first).entries()) expect(mine[index]).toBe(frame);
    }
  });

  it('that read the log back see what is for them, and how much is not, also unparsed', async () => {
    const { orchestrator } = start();
    await create(orchestrator.as(ADA));
    const bot = orchestrator.as(BOT);
    // More than stays in memory.
    for (let number = 0; number < 300; number += 1) {
      const audience = number % 3 === 1 ? 'operators' : number % 3 === 2 ? ['ada'] : 'everyone';
      await bot.call('sendTrace', {
        conversationId: 'c1',
        clientRequestId: `t${number}`,
        type: 'thought',
        payload: { text: `"audience":"everyone", ${number}` },
        audience,
      });
    }
    const seen = async (caller: Caller) => {
      const frames = await takeUntil(await streamOf(orchestrator, caller), isCaughtUp);
      const count = { events: 0, omitted: 0, next: 1 };
      for (const frame of frames) {
        if (frame.kind === 'event') {
          expect(frame.seq).toBe(count.next);
          expect(JSON.parse(frame.json ?? '')).toEqual(frame.data);
          count.events += 1;
          count.next += 1;
        } else if (frame.kind === 'omitted') {
          expect(frame.data.fromSeq).toBe(count.next);
          count.omitted += frame.data.toSeq - frame.data.fromSeq + 1;
          count.next = frame.data.toSeq + 1;
        }
      }
      const { events, omitted } = count;
      return { events, omitted };
    };
    const all = (await seen(OPERATOR)).events;
    expect(await seen(OPERATOR)).toEqual({ events: all, omitted: 0 });
    expect(await seen(BOT)).toEqual({ events: all, omitted: 0 });
    expect(await seen(ADA)).toEqual({ events: all - 100, omitted: 100 });
    expect(await seen(OBSERVER)).toEqual({ events: all - 200, omitted: 200 });
  });
});

function isAnswer({ kind, data }: Frame): boolean {
  return kind === 'event' && data.type === 'message' && data.author === 'bot';
}
