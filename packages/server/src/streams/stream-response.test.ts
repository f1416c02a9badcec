import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteSink } from './byte-sink.js';
import { StreamResponse } from './stream-response.js';

const WAITING_LIMIT = 64 * 1024;

/** A response whose source is in the hands of the test. */
function openStream() {
  const told: string[] = [];
  const sinks: ByteSink[] = [];
  const response = new StreamResponse(
    {
      start(sink) {
        sinks.push(sink);
        return { drained: () => told.push('drained'), left: () => told.push('left') };
      },
    },
    {},
  );
  if (response.body === null) throw new Error('It has a body.');
  return { reader: response.body.getReader(), told, sinks };
}

async function startedStream() {
  const { sinks, ...stream } = openStream();
  const first = stream.reader.read();
  await turnOfTheLoop();
  const [sink] = sinks;
  if (sink === undefined) throw new Error('Nothing was started.');
  return { ...stream, sink, first };
}

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const bytes = (length: number, value = 0): Uint8Array => new Uint8Array(length).fill(value);

const step = fc.oneof(
  fc.record({ does: fc.constant('write' as const), length: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ does: fc.constant('read' as const) }),
  fc.record({ does: fc.constant('wait' as const) }),
);

describe('an answer without end as a web stream', () => {
  it('begins with the first read', async () => {
    const { reader, sinks } = openStream();
    await turnOfTheLoop();
    expect(sinks).toEqual([]);
    void reader.read();
    await turnOfTheLoop();
    expect(sinks).toHaveLength(1);
  });

  it('is what was written, in order, at whatever pace it is read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { reader, sink, first } = await startedStream();
        const reads = [first];
        const written: number[] = [];
        for (const next of steps) {
          if (next.does === 'read') reads.push(reader.read());
          if (next.does === 'wait') await turnOfTheLoop();
          if (next.does === 'write') {
            const chunk = bytes(next.length).map((_, index) => (written.length + index) % 251);
            written.push(...chunk);
            sink.write(chunk);
          }
        }
        sink.end();
        const got: number[] = [];
        for (let read = reads.shift(); ; read = reads.shift()) {
          const { done, value } = await (read ?? reader.read());
          if (done) break;
          got.push(...value);
        }
        expect(got).toEqual(written);
      }),
    );
  });

  it('lets a reader that waits have each write for itself, and one that is behind have all that waits', async () => {
    const { reader, sink, first } = await startedStream();
    sink.write(bytes(1));
    expect((await first).value).toHaveLength(1);
    for (let n = 2; n <= 4; n += 1) {
      const read = reader.read();
      sink.write(bytes(n));
      expect((await read).value).toHaveLength(n);
      expect(sink.bufferedBytes).toBe(0);
    }
    for (let n = 5; n <= 8; n += 1) sink.write(bytes(n));
    expect((await reader.read()).value).toHaveLength(5);
    expect((await reader.read()).value).toHaveLength(6 + 7 + 8);
  });

  it('says when it is full, and when a reader has made room', async () => {
    const { reader, sink, first, told } = await startedStream();
    let hasRoom = true;
    for (let n = 0; n < 66; n += 1) {
      expect(hasRoom).toBe(true);
      hasRoom = sink.write(bytes(1_024));
    }
    expect(hasRoom).toBe(false);
    expect(sink.bufferedBytes).toBe(WAITING_LIMIT);
    await turnOfTheLoop();
    expect(told).toEqual([]);
    await first;
    await reader.read();
    await reader.read();
    expect(told).toEqual(['drained']);
    expect(sink.bufferedBytes).toBe(0);
    expect(sink.write(bytes(1))).toBe(true);
  });

  it('tells that its reader is gone before it has read anything', async () => {
    const { reader, sinks, told } = openStream();
    await reader.cancel();
    expect(told).toEqual(['left']);
    expect(sinks).toHaveLength(1);
  });

  it('tells that its reader is gone, and keeps nothing for it', async () => {
    const { reader, sink, told } = await startedStream();
    await reader.cancel();
    expect(told).toEqual(['left']);
    expect(sink.write(bytes(WAITING_LIMIT))).toBe(true);
    expect(sink.bufferedBytes).toBe(0);
    sink.end();
  });
});
