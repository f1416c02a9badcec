import type { FrameStream } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.js';
import { ManualClock } from '../test-support/manual-clock.js';
import { toFrameStream } from '../streams/frame-stream.js';
import { pumpFrames } from '../streams/pump-frames.js';
import { createSocketFlow } from './socket-flow.js';

const noFrames = (): FrameStream =>
  toFrameStream({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) });

function setUp() {
  const clock = new ManualClock();
  const gone = new AbortController();
  const happened: string[] = [];
  const peer = {
    bufferedAmount: 0,
    send: () => undefined,
    close: () => undefined,
    pause: () => void happened.push('pause'),
    resume: () => void happened.push('resume'),
  };
  const limits = { ...DEFAULT_LIMITS, maxBufferedBytes: 2_000, slowAfterMs: 5_000, maxCallsPerSocket: 2 };
  const flow = createSocketFlow(peer, limits, clock, {
    gone: gone.signal,
    onSlow: () => void happened.push('slow'),
  });
  const room = (): Promise<boolean> => flow.whenRoom();
  return { clock, gone, happened, peer, flow, room };
}

describe('the flow of a socket', () => {
  it('has room up to the limit, and again when enough has left', async () => {
    const { clock, peer, room } = setUp();
    peer.bufferedAmount = 1_000;
    expect(await room()).toBe(true);
    peer.bufferedAmount = 1_500;
    let hasRoom: boolean | null = null;
    void room().then((answer) => {
      hasRoom = answer;
    });
    await clock.advance(100);
    expect(hasRoom).toBeNull();
    peer.bufferedAmount = 900;
    await clock.advance(100);
    expect(hasRoom).toBe(true);
  });

  it('lets one of many write a large frame at a time', async () => {
    const { clock, gone, peer, flow } = setUp();
    let written = 0;
    let over = 0;
    for (let number = 0; number < 5; number += 1) {
      pumpFrames({
        first: { kind: 'caught_up', data: { seq: 0 } },
        frames: noFrames(),
        sink: {
          hasRoom: () => flow.hasRoom(),
          whenRoom: () => flow.whenRoom(),
          flush: () => undefined,
          write: () => {
            written += 1;
            peer.bufferedAmount += 50_000;
          },
        },
        ending: gone,
        onError: () => undefined,
        onEnd: () => {
          over += 1;
        },
      });
    }
    for (let taken = 0; taken < 5; taken += 1) {
      await clock.advance(100);
      expect(written).toBe(taken + 1);
      expect(peer.bufferedAmount).toBe(50_000);
      peer.bufferedAmount = 0;
    }
    await clock.advance(100);
    expect(over).toBe(0);
  });

  it('writes nothing any more for who has left while it waited', async () => {
    const { clock, peer, flow } = setUp();
    const left = new AbortController();
    const written: string[] = [];
    peer.bufferedAmount = 1_500;
    pumpFrames({
      first: { kind: 'caught_up', data: { seq: 0 } },
      frames: noFrames(),
      sink: {
        hasRoom: () => flow.hasRoom(),
        whenRoom: () => flow.whenRoom(),
        flush: () => undefined,
        write: ({ kind }) => void written.push(kind),
      },
      ending: left,
      onError: () => undefined,
      onEnd: () => void written.push('end'),
    });
    left.abort(null);
    peer.bufferedAmount = 0;
    await clock.advance(100);
    expect(written).toEqual(['end']);
  });

  it('waits for ever for a peer that takes a little now and then', async () => {
    const { clock, happened, peer, room } = setUp();
    peer.bufferedAmount = 2_000;
    const waiting = room();
    for (let step = 0; step < 10; step += 1) {
      await clock.advance(4_000);
      peer.bufferedAmount -= 50;
    }
    peer.bufferedAmount = 0;
    await clock.advance(100);
    expect(await waiting).toBe(true);
    expect(happened).toEqual([]);
  });

  it('gives up a peer that takes nothing for too long, once', async () => {
    const { clock, happened, peer, room } = setUp();
    peer.bufferedAmount = 1_500;
    const rooms = Promise.all([room(), room()]);
    await clock.advance(5_100);
    expect(await rooms).toEqual([false, false]);
    expect(happened).toEqual(['slow']);
  });

  it('stops waiting when the socket is gone', async () => {
    const { clock, gone, happened, peer, room } = setUp();
    peer.bufferedAmount = 1_500;
    const waiting = room();
    gone.abort();
    await clock.advance(100);
    expect(await waiting).toBe(true);
    expect(happened).toEqual([]);
  });

  it('does not read a peer that asks without taking the answers', async () => {
    const { clock, happened, peer, flow } = setUp();
    peer.bufferedAmount = 1_900;
    flow.sent();
    expect(happened).toEqual([]);
    peer.bufferedAmount = 2_100;
    flow.sent();
    expect(happened).toEqual(['pause']);
    peer.bufferedAmount = 500;
    await clock.advance(100);
    expect(happened).toEqual(['pause', 'resume']);
  });

  it('does not read a peer that has too many calls under way', () => {
    const { happened, flow } = setUp();
    flow.working(1);
    flow.working(2);
    flow.working(3);
    expect(happened).toEqual(['pause']);
    flow.working(2);
    flow.working(1);
    expect(happened).toEqual(['pause', 'resume']);
  });
});
