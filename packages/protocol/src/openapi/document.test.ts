import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { CONTRACT, METHOD_NAMES } from '../contract/methods.js';
import type { Method } from '../contract/define-method.js';
import { openApiDocument } from './document.js';

const document = openApiDocument({ version: '1.2.3', serverUrl: 'https://chat.example' });
const text = JSON.stringify(document);

describe('openApiDocument', () => {
  it('is valid OpenAPI 3.1, references included', async () => {
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(text));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
    validator.resolveRefs();
  });

  it('refers to nothing that it does not have', () => {
    const names = Array.from(text.matchAll(/"\$ref":"([^"]*)"/g), ([, ref]) => ref ?? '');
    const known = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('has each method with a route under its own name', () => {
    const operations = Object.values(document.paths).flatMap((verbs) => Object.values(verbs));
    const ids = operations.map((operation) => operation['operationId']);
    const routed = METHOD_NAMES.filter((name) => (CONTRACT[name] as Method).http !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(routed));
  });

  it('puts each param into the path, the query or the body, and only there', () => {
    const cancel = document.paths['/api/conversations/{conversationId}/queue/{messageId}']!['delete']!;
    expect(cancel['requestBody']).toBeUndefined();
    expect(cancel['parameters']).toMatchObject([
      { name: 'conversationId', in: 'path', required: true },
      { name: 'clientRequestId', in: 'query', required: true },
      { name: 'messageId', in: 'path', required: true },
    ]);
    const body = document.components.schemas['StopBody']!;
    expect(Object.keys(body['properties'] as object)).toEqual(['clientRequestId', 'turn', 'mode']);
    expect(body['required']).toEqual(['clientRequestId', 'turn']);
    const stream = document.paths['/api/conversations/{conversationId}/stream']!['get']!;
    const names = (stream['parameters'] as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('sinceSeq');
    expect(names).not.toContain('cursor');
  });

  it('asks for a token exactly where the contract names callers', () => {
    for (const name of METHOD_NAMES) {
      const { http, callers }: Method = CONTRACT[name];
      if (http === undefined) continue;
      const operation = document.paths[http.path]![http.verb.toLowerCase()]!;
      expect(operation['security'], name).toEqual(callers === 'anyone' ? [] : [{ token: [] }]);
    }
  });

  it('says where it is and of which version', () => {
    expect(document.info['version']).toBe('1.2.3');
    expect(document.servers).toEqual([{ url: 'https://chat.example' }]);
    expect(openApiDocument({ version: '1' }).servers).toEqual([{ url: '/' }]);
  });
});
