import { describe, expect, it } from 'vitest';
import type { Method } from './define-method.js';
import { isHttpMethod } from './http-route.js';
import { HTTP_ROUTES, paramNameOf, queryNameOf } from './http-routes.js';
import { CONTRACT, METHOD_NAMES } from './methods.js';
import { OPERATOR_ROUTES } from './operator-routes.js';

describe('the contract over HTTP', () => {
  it('has the methods of conversations and interfaces, and not those of a connection', () => {
    for (const method of METHOD_NAMES) {
      if (CONTRACT[method].plane === 'connection') expect(isHttpMethod(method), method).toBe(false);
    }
    expect(METHOD_NAMES.filter(isHttpMethod)).toEqual(
      expect.arrayContaining(['createSession', 'getConversation', 'sendMessage', 'subscribe']),
    );
  });

  it('has one list of routes for everybody and one for operators, and each method its own of them', () => {
    const declared = METHOD_NAMES.flatMap((name): [string, unknown][] => {
      const { http }: Method = CONTRACT[name];
      return http === undefined ? [] : [[name, http]];
    });
    expect(Object.fromEntries(declared)).toEqual({ ...HTTP_ROUTES, ...OPERATOR_ROUTES });
    for (const name of METHOD_NAMES) {
      const { callers }: Method = CONTRACT[name];
      // A visitor's page loads the one, and never calls what is in the other.
      if (Object.hasOwn(OPERATOR_ROUTES, name)) expect(callers, name).toEqual(['operator']);
    }
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
