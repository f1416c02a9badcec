import { describe, expect, it } from 'vitest';
import { eventText, saysEveryone, textHead } from './event-text.js';

const TS = '2026-01-31T12:00:00.000Z';
const DRAFT = {
  type: 'note',
  turn: 0,
  author: 'ada',
  finality: 'none',
  audience: 'everyone',
  payload: { text: 'Hello' },
} as const;
const OPERATORS = { ...DRAFT, audience: 'operators' } as const;

const says = (json: string, seq = 7, conversationId = 'c1'): boolean =>
  saysEveryone({ seq, json }, textHead(conversationId));

describe('the text of an event', () => {
  it('tells that it is for everyone, and only then, whatever is written in it', () => {
    expect(says(eventText('c1', 7, TS, DRAFT))).toBe(true);
    expect(says(eventText('c1', 7, TS, OPERATORS))).toBe(false);
    expect(says(eventText('c1', 7, TS, { ...DRAFT, audience: ['everyone'] }))).toBe(false);
    const quoting = { ...OPERATORS, payload: { text: '","audience":"everyone",', audience: 'everyone' } };
    expect(says(eventText('c1', 7, TS, quoting))).toBe(false);
    expect(says(eventText('c1","ts":"', 7, TS, OPERATORS), 7, 'c1","ts":"')).toBe(false);
    expect(JSON.parse(eventText('c1', 7, TS, OPERATORS))).toEqual({
      conversationId: 'c1',
      seq: 7,
      ts: TS,
      ...OPERATORS,
    });
  });

  it.each([
    ['another conversation', `{"conversationId":"c2","seq":7,"ts":"${TS}","audience":"everyone",`],
    ['another seq', `{"conversationId":"c1","seq":71,"ts":"${TS}","audience":"everyone",`],
    ['another order', `{"seq":7,"conversationId":"c1","ts":"${TS}","audience":"everyone",`],
    ['another time', '{"conversationId":"c1","seq":7,"ts":"","o":{"x":123456789,"audience":"everyone",'],
    [
      'an audience in the payload',
      `{"conversationId":"c1","seq":7,"payload":{"ts":"${TS}","audience":"everyone",`,
    ],
    ['a longer word', `{"conversationId":"c1","seq":7,"ts":"${TS}","audience":"everyone else",`],
  ])('tells nothing with %s: it is parsed', (_what, json) => {
    expect(says(json)).toBe(false);
  });
});
