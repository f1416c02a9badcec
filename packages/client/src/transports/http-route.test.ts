import { CONTRACT, isHttpMethod, METHOD_NAMES } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { addressOf, httpTarget } from './http-route.js';

describe('where a call goes', () => {
  it('params that the path names are in the path, escaped', () => {
    expect(httpTarget('getConversation', { conversationId: 'a/b ?' })).toEqual({
      verb: 'GET',
      path: '/api/conversations/a%2Fb%20%3F',
    });
  });

  it('the others are in the query of a GET and a DELETE', () => {
    const subscribe = { conversationId: 'c1', cursor: 'e1-7', includeGuidance: true, foldVersion: 1 };
    expect(httpTarget('subscribe', subscribe).path).toBe(
      '/api/conversations/c1/stream?sinceSeq=e1-7&includeGuidance=true&foldVersion=1',
    );
    expect(
      httpTarget('cancelQueued', { conversationId: 'c1', messageId: 'm1', clientRequestId: 'r1' }),
    ).toEqual({
      verb: 'DELETE',
      path: '/api/conversations/c1/queue/m1?clientRequestId=r1',
    });
  });

  it('and in the body of a POST and a PATCH, without what is undefined', () => {
    const target = httpTarget('stop', { conversationId: 'c1', turn: 2, mode: undefined });
    expect(target).toEqual({ verb: 'POST', path: '/api/conversations/c1/stop', body: '{"turn":2}' });
  });

  it('leaves no param of any path open', () => {
    for (const method of METHOD_NAMES.filter(isHttpMethod)) {
      const { path } = CONTRACT[method].http;
      const params = Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, 'x']));
      expect(httpTarget(method, params).path).not.toMatch(/[{}]|undefined/);
    }
  });
});

describe('the address of a server', () => {
  it('may end with a slash or not', () => {
    expect(addressOf('https://chat.example.com/', '/api/ws')).toBe('https://chat.example.com/api/ws');
    expect(addressOf('https://example.com/chat', '/api/ws')).toBe('https://example.com/chat/api/ws');
  });

  it('must be absolute outside of a page', () => {
    expect(() => addressOf('', '/api/ws')).toThrowError(
      expect.objectContaining({ code: 'InvalidConfiguration' }),
    );
  });
});
