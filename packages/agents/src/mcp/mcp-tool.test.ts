import { silentLogger } from '@agent-chat/core';
import { describe, expect, it } from 'vitest';
import { McpConnection } from './mcp-connection.js';
import { toolOf } from './mcp-tool.js';

/** A tool as a server lists it; the server is not asked. */
function listed(properties: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const connection = new McpConnection({ name: 'srv', command: 'none' }, silentLogger);
  const inputSchema = { type: 'object' as const, properties: properties as Record<string, object>, ...more };
  const tool = toolOf(connection, { name: 'do', inputSchema });
  if (tool === null) throw new Error('It has no name.');
  return { tool, inputSchema };
}

const EVIL = '^(a+)+$';
const LONG = `${'a'.repeat(200)}!`;

describe('the schema of a server’s tool', () => {
  it.each([
    ['a string', { it: { type: 'string', pattern: EVIL } }, { it: LONG }, {}],
    ['an item', { it: { type: 'array', items: { type: 'string', pattern: EVIL } } }, { it: [LONG] }, {}],
    ['one of several', { it: { anyOf: [{ type: 'string', pattern: EVIL }] } }, { it: LONG }, {}],
    [
      'a definition',
      { it: { $ref: '#/$defs/a' } },
      { it: LONG },
      { $defs: { a: { type: 'string', pattern: EVIL } } },
    ],
    [
      'something beside another form',
      {
        it: {
          oneOf: [
            { type: 'string', pattern: EVIL },
            { type: 'string', pattern: 'b' },
          ],
        },
      },
      { it: LONG },
      {},
    ],
    ['a string', { it: { type: 'string', not: { pattern: EVIL } } }, { it: LONG }, {}],
    [
      'no more than one',
      { it: { type: 'array', contains: { pattern: EVIL }, maxContains: 1 } },
      { it: [LONG, LONG] },
      {},
    ],
    ['the name of a property', {}, { [LONG]: 1 }, { patternProperties: { [EVIL]: { type: 'number' } } }],
    ['any name', {}, { [LONG]: 1 }, { propertyNames: { pattern: EVIL } }],
    [
      'the only names that there may be',
      {},
      { [LONG]: 1 },
      { patternProperties: { [EVIL]: { type: 'number' } }, additionalProperties: false },
    ],
    [
      'a property of the name of a keyword',
      { default: { type: 'string', pattern: EVIL } },
      { default: LONG },
      {},
    ],
  ])(
    'leaves it to the server whether %s fits its pattern, and the model is told',
    (_what, properties, args, more) => {
      const { tool, inputSchema } = listed(properties, more);
      expect(tool.parse(args)).toEqual({ args });
      expect(tool.inputSchema).toEqual(inputSchema);
    },
  );

  const TEXT = { type: 'string' };
  it.each([
    ['if', { if: { required: ['a'] }, then: { required: ['b'] }, else: { required: ['c'] } }, { a: 'x' }],
    ['not', { not: { required: ['a'] } }, { a: 'x' }],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 'x' }],
    ['dependentSchemas', { dependentSchemas: { a: { required: ['b'] } } }, { a: 'x' }],
    ['unevaluatedProperties', { unevaluatedProperties: false }, { a: 'x', d: 1 }],
    [
      'a schema of somebody else',
      { properties: { a: TEXT, d: { $ref: 'https://schemas.example/d' } } },
      { d: 1 },
    ],
    [
      'a schema by an anchor',
      { properties: { a: TEXT, d: { $ref: '#d' } }, $defs: { d: { $anchor: 'd' } } },
      { d: 1 },
    ],
    ['a schema that is not there', { properties: { a: TEXT, d: { $ref: '#/$defs/d' } } }, { d: 1 }],
    [
      'a schema by a name of its own',
      { properties: { a: TEXT, d: { $id: 'https://schemas.example/d', type: 'number' } } },
      { d: 'x' },
    ],
    ['a format', { properties: { a: { type: 'string', format: 'uri-reference' } } }, { a: '../x' }],
    ['a constant that is an object', { properties: { a: TEXT, d: { const: { e: 1 } } } }, { d: { e: 1 } }],
    ['one of several objects', { properties: { a: TEXT, d: { enum: [{ e: 1 }, null] } } }, { d: { e: 1 } }],
  ])('is checked but for %s', (_what, more, args) => {
    const { tool, inputSchema } = listed({ a: TEXT }, more);
    expect(tool.parse(args)).toEqual({ args });
    expect(tool.parse({ ...args, a: 1 })).toHaveProperty('error');
    expect(tool.inputSchema).toEqual(inputSchema);
  });

  it('that cannot be read is one of an object', () => {
    const { tool } = listed({ a: { type: 'anything' } });
    expect(tool.parse({ a: 1 })).toEqual({ args: { a: 1 } });
    expect(tool.parse([])).toHaveProperty('error');
  });

  it.each(['$defs', 'definitions'])('is checked where it refers to its %s', (place) => {
    const node = { type: 'object', properties: { name: TEXT, next: { $ref: `#/${place}/a~1b` } } };
    const { tool } = listed({ first: { $ref: `#/${place}/a~1b` } }, { [place]: { 'a/b': node } });
    const args = { first: { name: 'x', next: { name: 'y' } } };
    expect(tool.parse(args)).toEqual({ args });
    expect(tool.parse({ first: { name: 1 } })).toHaveProperty('error');
  });

  it('takes no longer than it is, whatever its references multiply to', () => {
    const levels = Array.from({ length: 60 }, (_, level) => {
      const next = { $ref: `#/$defs/a${level + 1}` };
      return [`a${level}`, { anyOf: [next, next] }] as const;
    });
    const $defs = { ...Object.fromEntries(levels), a60: { type: 'string' } };
    const { tool } = listed({ it: { $ref: '#/$defs/a0' } }, { $defs });
    expect(tool.parse({ it: 1 })).toEqual({ args: { it: 1 } });
  });

  it('is checked in everything else', () => {
    const { tool } = listed({
      pattern: { type: 'string', pattern: EVIL },
      kind: { enum: ['pattern', 'x'] },
      count: { type: 'integer', minimum: 1 },
    });
    expect(tool.parse({ pattern: 'a', count: 1 })).toEqual({ args: { pattern: 'a', count: 1 } });
    for (const args of [{ pattern: 7 }, { count: 0 }, { kind: {} }]) {
      expect(tool.parse(args), JSON.stringify(args)).toHaveProperty('error');
    }
  });
});
