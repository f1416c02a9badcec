import { describe, expect, it } from 'vitest';
import { CONTRACT, METHOD_NAMES } from './methods.js';
import type { Method } from './define-method.js';
import { parseParams } from './params.js';

describe('the contract', () => {
  it('gives every HTTP method a route of its own', () => {
    const routes = METHOD_NAMES.flatMap((name) => {
      const { http }: Method = CONTRACT[name];
      return http ? [`${http.verb} ${http.path.replaceAll(/\{\w+\}/g, '{}')}`] : [];
    });
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('names in a path only what the params have', () => {
    for (const name of METHOD_NAMES) {
      const { http }: Method = CONTRACT[name];
      const shape = (CONTRACT[name].params as unknown as { shape: object }).shape;
      for (const [, param] of http?.path.matchAll(/\{(\w+)\}/g) ?? []) {
        expect(Object.keys(shape), `${name} ${http?.path}`).toContain(param);
      }
    }
  });

  it('keeps bytes and tokens out of every path', () => {
    for (const name of METHOD_NAMES) {
      const { http }: Method = CONTRACT[name];
      expect(http?.path ?? '').not.toMatch(/token/i);
    }
  });
});

describe('parseParams', () => {
  it('gives the params without what the method does not take', () => {
    const params = { conversationId: 'c1', cursor: '0', password: 'x' };
    expect(parseParams('subscribe', params)).toEqual({ conversationId: 'c1', cursor: '0' });
  });

  it.each([
    ['stop', { clientRequestId: 'r1' }, '"conversationId" must be a string of 1 to 128 characters.'],
    ['stop', { conversationId: 'c1', clientRequestId: 'r1', turn: 0 }, 'an integer of at least 1.'],
    ['getEvents', { conversationId: 'c1', limit: 0 }, 'an integer from 1 to 1000.'],
    ['stop', { conversationId: 'c1', clientRequestId: 'r1', turn: 1, mode: 'now' }, '"graceful" or "hard".'],
    ['ping', null, 'ping: the params must be an object.'],
  ] as const)('says of bad params of %s what was expected', (method, value, words) => {
    expect(() => parseParams(method, value)).toThrow(words);
  });

  it.each([
    ['editQueued', { conversationId: 'c1', clientRequestId: 'r1', messageId: 'm', parts: [] }, 'parts'],
    [
      'sendMessage',
      { conversationId: 'c1', parts: [{ type: 'text', partId: 'p', text: '' }] },
      'clientRequestId',
    ],
    ['stop', { conversationId: 'c1', clientRequestId: 'r1', turn: 0 }, 'turn'],
    ['getEvents', { conversationId: 'c1', limit: 1_001 }, 'limit'],
    ['ping', null, ''],
  ] as const)('answers bad params of %s with the path of the fault', (method, value, path) => {
    expect(() => parseParams(method, value)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', details: { method, path } }),
    );
  });
});
