import type { ConversationEvent } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { analyticsOf } from './analytics.js';
import { foldStats, type SessionStats } from './conversation-stats.js';
import { periodAt } from './period.js';

const DAY_MS = 86_400_000;

function begun(firstSeenAt: string): SessionStats {
  return {
    sessionId: 's',
    conversationId: 'c',
    participantId: 'ada',
    visitor: 'v',
    referrer: null,
    firstSeenAt,
    seq: 1,
    lastActivityAt: firstSeenAt,
    askedAt: null,
    firstAnswerMs: null,
    messages: {},
    costs: {},
    ratings: {},
  };
}

let seq = 1;
function event(type: string, author: string, ts: string, payload: object): ConversationEvent {
  seq += 1;
  return { conversationId: 'c', seq, turn: 1, ts, author, type, payload } as unknown as ConversationEvent;
}
const said = (author: string, ts: string, role = 'user') => event('message', author, ts, { role, parts: [] });

describe('the sums of a session', () => {
  it('have each event once, however often it is read', () => {
    const events = [
      said('ada', '2026-03-01T23:59:00.000Z'),
      said('bot', '2026-03-02T00:00:01.000Z', 'assistant'),
      event('usage', 'bot', '2026-03-02T00:00:01.000Z', { costMicroUsd: 7 }),
      event('feedback_given', 'ada', '2026-03-02T01:00:00.000Z', { messageId: 'm', rating: 'up' }),
      event('feedback_given', 'ada', '2026-03-03T01:00:00.000Z', { messageId: 'm', rating: 'down' }),
      event('feedback_given', 'ada', '2026-03-03T01:00:00.000Z', { messageId: 'n', rating: 'up' }),
      event('feedback_given', 'ada', '2026-03-03T01:00:00.000Z', { messageId: 'n', rating: null }),
      said('operator', '2026-03-03T02:00:00.000Z'),
      said('ada', '2026-03-04T10:30:00.000+00:00'),
    ];
    const once = events.reduce(foldStats, begun('2026-03-01T23:58:00.000Z'));
    expect([...events, ...events].reduce(foldStats, begun('2026-03-01T23:58:00.000Z'))).toEqual(once);
    expect(events.reduce(foldStats, once)).toBe(once);
    expect(once).toMatchObject({
      firstAnswerMs: 61_000,
      messages: { '2026-03-01T23': 1, '2026-03-04T10': 1 },
      costs: { '2026-03-02': 7 },
      ratings: { m: { up: false, date: '2026-03-03' } },
      lastActivityAt: '2026-03-04T10:30:00.000+00:00',
    });
    expect(Object.keys(once.ratings)).toEqual(['m']);
  });

  it('take what an agent says first for no answer', () => {
    const events = [
      said('bot', '2026-03-01T10:00:00.000Z', 'assistant'),
      said('ada', '2026-03-01T10:00:10.000Z'),
      said('bot', '2026-03-01T10:00:13.000Z', 'assistant'),
      said('bot', '2026-03-01T10:00:20.000Z', 'assistant'),
    ];
    expect(events.reduce(foldStats, begun('2026-03-01T10:00:00.000Z')).firstAnswerMs).toBe(3_000);
  });
});

describe('a period', () => {
  it.each([
    ['day', '2026-03-01T00:00:00.000Z', '2026-03-01', '2026-03-02', 1],
    ['day', '2026-12-31T23:59:59.999Z', '2026-12-31', '2027-01-01', 1],
    ['week', '2026-03-01T12:00:00.000Z', '2026-02-23', '2026-03-02', 7],
    ['week', '2026-03-02T00:00:00.000Z', '2026-03-02', '2026-03-09', 7],
    ['month', '2028-02-29T00:00:00.000Z', '2028-02-01', '2028-03-01', 29],
    ['month', '2026-12-15T00:00:00.000Z', '2026-12-01', '2027-01-01', 31],
  ] as const)('a %s at %s is from %s to %s', (period, at, from, to, days) => {
    const { fromMs, toMs, dates } = periodAt(period, Date.parse(at));
    expect([fromMs, toMs]).toEqual([Date.parse(from), Date.parse(to)]);
    expect(dates).toHaveLength(days);
    expect([dates[0], dates.at(-1)]).toEqual([
      from,
      new Date(Date.parse(to) - DAY_MS).toISOString().slice(0, 10),
    ]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 9e15])('there is none at %s', (at) => {
    expect(() => periodAt('day', at)).toThrow(expect.objectContaining({ code: 'InvalidRequest' }));
  });
});

describe('analytics', () => {
  it('count sessions where they began, and messages when they were sent', () => {
    const sessions = [
      {
        ...begun('2026-03-01T23:00:00.000Z'),
        visitor: 'a',
        messages: { '2026-03-01T23': 2, '2026-03-02T00': 3 },
      },
      { ...begun('2026-03-02T00:00:00.000Z'), visitor: 'b', messages: { '2026-03-02T05': 1 } },
      { ...begun('2026-03-03T00:00:00.000Z'), visitor: 'c', messages: { '2026-03-03T05': 9 } },
    ];
    const period = periodAt('day', Date.parse('2026-03-02T12:00:00.000Z'));
    expect(analyticsOf({ interfaceId: 'i', period: 'day' }, period, sessions)).toMatchObject({
      totalSessions: 1,
      uniqueVisitors: 2,
      totalMessages: 4,
      avgMessagesPerSession: 1,
    });
  });
});
