import { describe, expect, it } from 'vitest';
import { AgentChatError } from '../values/errors.js';
import type { ConversationEvent } from './event.js';
import { isKnownEvent, parseEvent } from './parse-event.js';
import { isVisible, project } from './project.js';

const base = {
  conversationId: 'c1',
  seq: 1,
  turn: 1,
  ts: '2026-01-01T00:00:00.000Z',
  author: 'ada',
  type: 'message',
  finality: 'turn',
  audience: 'everyone',
};
const payload = {
  messageId: 'm1',
  parentId: null,
  role: 'user',
  parts: [{ type: 'text', partId: 'p1', text: 'Hello' }],
};

describe('parseEvent', () => {
  it('keeps fields that this version does not know, at every level', () => {
    const value = {
      ...base,
      shiny: { new: true },
      payload: { ...payload, mood: 'fine', parts: [{ ...payload.parts[0], lang: 'en' }] },
    };
    expect(JSON.stringify(parseEvent(value))).toBe(JSON.stringify(value));
  });

  it('keeps an event and a part of an unknown type', () => {
    const unknown = { ...base, type: 'moon_phase', payload: [1, { phase: 'full' }] };
    expect(parseEvent(unknown)).toBe(unknown);
    expect(isKnownEvent(parseEvent(unknown))).toBe(false);
    const parts = [{ type: 'hologram', partId: 'p1', depth: 3 }];
    expect(parseEvent({ ...base, payload: { ...payload, parts } })).toMatchObject({ payload: { parts } });
  });

  it.each([
    ['null', null, ''],
    ['a string', 'event', ''],
    ['an array', [], ''],
    ['seq 0', { ...base, seq: 0, payload }, 'seq'],
    ['a fraction as seq', { ...base, seq: 1.5, payload }, 'seq'],
    ['an unknown finality', { ...base, finality: 'maybe', payload }, 'finality'],
    ['an empty audience', { ...base, audience: [], payload }, 'audience'],
    ['a message without parts', { ...base, payload: { ...payload, parts: null } }, 'payload.parts'],
    [
      'a text part without text',
      { ...base, payload: { ...payload, parts: [{ type: 'text', partId: 'p1' }] } },
      'payload.parts.0.text',
    ],
  ])('answers %s with a typed error that names the place', (_, value, path) => {
    expect(() => parseEvent(value)).toThrow(AgentChatError);
    try {
      parseEvent(value);
    } catch (error) {
      expect(error).toMatchObject({ code: 'MalformedFrame', details: { path } });
    }
  });

  it('lets no payload reach a prototype', () => {
    const hostile = JSON.parse(
      `{${JSON.stringify(base).slice(1, -1)},"__proto__":{"isAdmin":true},"payload":${JSON.stringify(payload)}}`,
    );
    parseEvent(hostile);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('project', () => {
  const to = (audience: ConversationEvent['audience'], author = 'bot') => ({ author, audience });
  const ada = { participantId: 'ada', operator: false };
  const observer = { operator: false };
  const operator = { participantId: 'op', operator: true };

  it.each([
    ['everyone', to('everyone'), [true, true, true]],
    ['operators', to('operators'), [false, false, true]],
    ['operators, by its own author', to('operators', 'ada'), [true, false, true]],
    ['a named participant', to(['ada']), [true, false, true]],
    ['another participant', to(['bob']), [false, false, true]],
  ])('passes what is for %s whole or not at all', (_, event, [forAda, forObserver, forOperator]) => {
    expect(isVisible(event, ada)).toBe(forAda);
    expect(isVisible(event, observer)).toBe(forObserver);
    expect(isVisible(event, operator)).toBe(forOperator);
    expect(project(event, ada)).toBe(forAda ? event : null);
  });

  it('does not let anyone pass as the system by its id', () => {
    expect(isVisible(to('operators', 'system'), { participantId: 'system', operator: false })).toBe(false);
  });
});
