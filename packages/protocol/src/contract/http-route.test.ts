import { describe, expect, it } from 'vitest';
import type { Method } from './define-method.js';
import { isHttpMethod } from './http-route.js';
import { HTTP_ROUTES, paramNameOf, queryNameOf } from './http-routes.js';
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

  it('has one list of routes, and each method its own of it', () => {
    const declared = METHOD_NAMES.flatMap((name): [string, unknown][] => {
      const { http }: Method = CONTRACT[name];
      return http === undefined ? [] : [[name, http]];
    });
    expect(Object.fromEntries(declared)).toEqual(HTTP_ROUTES);
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
