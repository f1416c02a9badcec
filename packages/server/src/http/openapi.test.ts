import { openApiDocument } from '@agent-chat/protocol/openapi';
import { describe, expect, it } from 'vitest';
import { bodyOf, OPERATOR_TOKEN, startTestServer } from '../test-support/test-server.js';
import { createHttpApp, type HttpContext } from './http-app.js';

const document = openApiDocument({ version: '1.2.3' });
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ verb: verb.toUpperCase(), path, operation })),
);

interface ParameterSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly $ref?: string;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: ParameterSchema;
  readonly content?: { readonly 'application/json'?: { readonly schema: ParameterSchema } };
}
const parametersOf = (operation: Readonly<Record<string, unknown>>): readonly Parameter[] =>
  (operation['parameters'] ?? []) as Parameter[];

describe('GET /api/openapi.json', () => {
  it('answers the document with the version of the host, to anyone', async () => {
    const server = await startTestServer({ apiVersion: '1.2.3' });
    const response = await server.call('GET', '/api/openapi.json');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await bodyOf(response)).toEqual(JSON.parse(JSON.stringify(document)));
    expect((await server.call('POST', '/api/openapi.json')).status).toBe(405);
  });

  it.each(operations)(
    'documents $verb $path, which the server answers',
    async ({ verb, path, operation }) => {
      const server = await startTestServer();
      const response = await server.call(verb, path.replaceAll(/\{\w+\}/g, 'demo'));
      const isOpen = (operation['security'] as unknown[]).length === 0;
      // No picture has a name that anybody could think of.
      const status = path.endsWith('/{name}') ? 404 : 200;
      expect(response.status).toBe(isOpen ? status : 401);
      const documented = Object.keys(operation['responses'] as object);
      expect(documented).toContain(String(response.status));
    },
  );

  it.each(operations)('names no answer of $verb $path that its caller cannot get', ({ operation }) => {
    const isOpen = (operation['security'] as unknown[]).length === 0;
    // Open to anyone, but not with a token that is no good.
    const takesTokens = operation['operationId'] === 'createSession';
    expect(Object.keys(operation['responses'] as object).includes('401')).toBe(!isOpen || takesTokens);
  });

  it('has every route of the server, and no other', async () => {
    // The routes are laid before anything is asked of the context.
    const routes = createHttpApp({} as HttpContext).routes.filter(({ method }) => method !== 'ALL');
    // Pages for people are no part of the API.
    const laid = routes
      .filter(({ path }) => path.startsWith('/api/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const documented = operations.map(({ verb, path }) => `${verb} ${path}`);
    expect(documented.sort()).toEqual(laid.sort());

    const server = await startTestServer();
    expect((await server.call('GET', '/api/undocumented')).status).toBe(404);
    expect((await server.call('GET', '/api/conversations/c1/undocumented')).status).toBe(404);
  });

  it('says of each query param the type that the server reads', async () => {
    const server = await startTestServer();
    const values: Readonly<Record<string, string>> = { integer: '1', boolean: 'true', string: 'x' };
    for (const { verb, path, operation } of operations) {
      for (const { name, in: place, schema, content } of parametersOf(operation)) {
        if (place !== 'query') continue;
        const isJson = content?.['application/json'] !== undefined;
        const value = isJson ? '{}' : (schema?.enum?.[0] ?? values[schema?.type ?? '']);
        // What has no type of its own is written by nobody.
        expect(value, `${path} ${name}`).toBeDefined();
        const address = `${path.replaceAll(/\{\w+\}/g, 'demo')}?${name}=${value}`;
        const response = await server.call(verb, address, { token: OPERATOR_TOKEN });
        if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
          await response.body?.cancel();
          continue;
        }
        const { message = '' } = await bodyOf(response);
        // Other params may be missing; this one is understood.
        expect(message, address).not.toMatch(new RegExp(`"(${name}|cursor)":`));
      }
    }
  });

  it('describes filters so that whoever writes them as described gets no more than they let through', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    await server.send(session, 'Hello');
    const route = document.paths['/api/conversations/{conversationId}/stream']!['get']!;
    const parameter = parametersOf(route).find(({ name }) => name === 'filters')!;
    const wait = parametersOf(route).find(({ name }) => name === 'wait')!;
    const query = new URLSearchParams({ sinceSeq: '0', [wait.name]: '0' });
    for (const [name, value] of written(parameter, { types: ['message'] })) query.append(name, value);
    const answer = await server.call('GET', `/api/conversations/${session.conversationId}/stream?${query}`, {
      token: session.sessionToken,
    });
    const events = (await answer.text()).matchAll(/^event: event\ndata: (.*)$/gm);
    const types = Array.from(events, ([, json = '']) => (JSON.parse(json) as { type: string }).type);
    expect(new Set(types)).toEqual(new Set(['message']));
  });
});

/** As a client writes a param of a query that goes by the document: by its `content`, else exploded. */
function written({ name, content }: Parameter, value: Readonly<Record<string, unknown>>): [string, string][] {
  if (content?.['application/json'] !== undefined) return [[name, JSON.stringify(value)]];
  return Object.entries(value).map(([field, of]) => [field, String(of)]);
}
