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

  it('is checked in everything else', () => {
    const { tool } = listed({
      pattern: { type: 'string', pattern: EVIL },
      kind: { const: { pattern: 'x' } },
      count: { type: 'integer', minimum: 1 },
    });
    expect(tool.parse({ pattern: 'a', count: 1 })).toEqual({ args: { pattern: 'a', count: 1 } });
    for (const args of [{ pattern: 7 }, { count: 0 }, { kind: {} }]) {
      expect(tool.parse(args), JSON.stringify(args)).toHaveProperty('error');
    }
  });
});
