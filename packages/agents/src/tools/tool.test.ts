import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { defineTool } from './tool.js';

const run = () => null;

describe('defineTool', () => {
  it('tells the model the schema of its arguments, and fills in defaults', () => {
    const tool = defineTool({
      name: 'find',
      description: 'Finds.',
      parameters: z.object({ query: z.string().describe('What.'), limit: z.int().default(3) }),
      run,
    });
    expect(tool.inputSchema).toMatchObject({
      type: 'object',
      properties: { query: { type: 'string', description: 'What.' }, limit: { type: 'integer', default: 3 } },
      required: ['query'],
    });
    expect(tool.inputSchema).not.toHaveProperty('$schema');
    expect(tool.parse({ query: 'x' })).toEqual({ args: { query: 'x', limit: 3 } });
  });

  it.each([
    ['zod', z.object({ at: z.int() })],
    ['zod/mini', mini.object({ at: mini.int() })],
    ['a JSON Schema', { type: 'object', properties: { at: { type: 'integer' } }, required: ['at'] }],
  ])('checks the arguments by %s', (_name, parameters) => {
    const tool = defineTool({ name: 'look', description: '', parameters, run });
    expect(tool.parse({ at: 1 })).toEqual({ args: { at: 1 } });
    for (const args of [{ at: 'one' }, {}, null, undefined, '{"at":', 7, []]) {
      expect(tool.parse(args)).toMatchObject({ error: { code: 'invalid_tool_args', retryable: false } });
    }
    expect(tool.parse({ at: 'one' })).toMatchObject({ error: { message: expect.stringContaining('at: ') } });
  });

  it('answers arguments that its schema throws at, as a model may write them', () => {
    const parameters = z.object({ at: z.string().min(1) });
    const tool = defineTool({ name: 'look', description: '', parameters, run });
    const args: unknown = JSON.parse('{"at":{"length":{"toString":1,"valueOf":1}}}');
    expect(() => parameters.safeParse(args)).toThrow(TypeError);
    expect(tool.parse(args)).toMatchObject({
      error: { code: 'invalid_tool_args', message: expect.stringContaining('cannot be checked') },
    });
  });

  it('refuses a name that providers refuse', () => {
    for (const name of ['', 'two words', 'ä', 'x'.repeat(65)]) {
      expect(() => defineTool({ name, description: '', parameters: z.object({}), run })).toThrow(
        expect.objectContaining({ code: 'InvalidConfiguration' }),
      );
    }
  });

  it('refuses a JSON Schema that it cannot check', () => {
    const parameters = { type: 'object', properties: { a: { $ref: 'https://example.com/elsewhere.json' } } };
    expect(() => defineTool({ name: 'a', description: '', parameters, run })).toThrow(
      expect.objectContaining({ code: 'InvalidConfiguration' }),
    );
  });
});

describe('the traits of a tool', () => {
  const traitsOf = (more: object) =>
    defineTool({ name: 'act', description: '', parameters: z.object({}), run, ...more }).traits;

  it('say that it changes something and may not be repeated, unless it says otherwise', () => {
    expect(traitsOf({})).toEqual({
      source: 'local',
      readOnly: false,
      idempotent: false,
      needsApproval: false,
    });
    expect(traitsOf({ readOnly: true })).toMatchObject({ readOnly: true, idempotent: true });
    expect(traitsOf({ idempotent: true })).toMatchObject({ readOnly: false, idempotent: true });
    expect(traitsOf({ needsApproval: true, stage: 'send', version: '2' })).toMatchObject({
      needsApproval: true,
      stage: 'send',
      version: '2',
    });
  });
});
