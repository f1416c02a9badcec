import { describe, expect, it } from 'vitest';
import { isHttpMethod, paramNameOf, queryNameOf } from './http-route.js';
import { CONTRACT, METHOD_NAMES } from './methods.js';

describe('the contract over HTTP', () => {
  it('has the methods of conversations and interfaces, and not those of a connection', () => {
    for (const method of METHOD_NAMES) {
      if (CONTRACT[method].plane === 'connection') expect(isHttpMethod(method), method).toBe(false);
    }
    expect(METHOD_NAMES.filter(isHttpMethod)).toEqual(
      expect.arrayContaining(['createSession', 'getConversation', 'sendMessage', 'subscribe']),
    );
  });

  it('calls the cursor sinceSeq in a query, and every other param by its own name', () => {
    expect(queryNameOf('cursor')).toBe('sinceSeq');
    expect(paramNameOf('sinceSeq')).toBe('cursor');
    for (const method of METHOD_NAMES) {
      const { shape } = CONTRACT[method].params as unknown as { readonly shape: object };
      for (const param of Object.keys(shape)) expect(paramNameOf(queryNameOf(param))).toBe(param);
    }
    expect(paramNameOf('constructor')).toBe('constructor');
  });
});
