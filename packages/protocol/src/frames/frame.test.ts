import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor } from './cursor.js';
import { parseFrame } from './parse-frame.js';

describe('parseCursor', () => {
  it('reads what formatCursor writes, and a bare seq of the current epoch', () => {
    expect(parseCursor(formatCursor({ epoch: 'abc', seq: 12 }), 'now')).toEqual({ epoch: 'abc', seq: 12 });
    expect(parseCursor('7', 'now')).toEqual({ epoch: 'now', seq: 7 });
    expect(parseCursor('0', 'now')).toEqual({ epoch: 'now', seq: 0 });
  });

  it.each([
    '',
    '-',
    '-1',
    'a-',
    'a-b',
    'a-1-2',
    'a-01',
    'a--1',
    'a-1e3',
    'é-1',
    'a-99999999999999999',
    '\r\nx: y-1',
    `${'a'.repeat(65)}-1`,
  ])('refuses %j', (text) => {
    expect(() => parseCursor(text, 'now')).toThrow(expect.objectContaining({ code: 'InvalidCursor' }));
  });
});

describe('parseFrame', () => {
  it('passes control frames with fields that this version does not know', () => {
    const data = { seq: 4, extra: true };
    expect(parseFrame('caught_up', data)).toEqual({ kind: 'caught_up', data });
  });

  it('ignores a kind that this version does not know, also one of a prototype', () => {
    expect(parseFrame('weather', {})).toBeNull();
    expect(parseFrame('toString', {})).toBeNull();
    expect(parseFrame('__proto__', {})).toBeNull();
  });

  it.each([
    ['hello', {}],
    ['draft', { draftId: 'd', offset: -1 }],
    ['omitted', { fromSeq: 1 }],
    ['presence', { participantIds: 'ada' }],
    ['typing', {}],
    ['bye', { reason: 'boredom', retryAfterMs: 1 }],
    ['event', { seq: 1 }],
  ])('answers a malformed %s with a typed error', (kind, data) => {
    expect(() => parseFrame(kind, data)).toThrow(expect.objectContaining({ code: 'MalformedFrame' }));
  });
});
