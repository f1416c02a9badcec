import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTRACT, METHOD_NAMES } from '../contract/methods.js';
import { ConversationEvent } from '../events/event.js';
import { parseEvent } from '../events/parse-event.js';
import { CONTROL_FRAMES } from '../frames/frame.js';
import { parseFrame } from '../frames/parse-frame.js';
import { FULL } from '../test-support/seeded.js';
import { check } from '../values/check.js';
import { AgentChatError, ERROR_CODES } from '../values/errors.js';
import { arbitraryOf } from '../test-support/json-schema-arbitrary.js';
import { mutationsOf } from '../test-support/mutation.js';
import { lookUp, valuesOf } from '../test-support/schema-values.js';
import type { JsonSchema } from './json-schema.js';
import { namedSchemas, pascalCase } from './named-schemas.js';
import { schemaFiles } from './schema-files.js';

/** The whole count runs in `npm run test:full`, a sample of it in every run. */
const RUNS = FULL ? 5_000 : 80;

const files = schemaFiles();
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
for (const schema of Object.values(files)) ajv.addSchema(schema);

/** What a user of the files has: the schema of a name, with everything that it refers to. */
function validatorOf(file: string, id: string): (value: unknown) => boolean {
  const validate = ajv.getSchema(`agent-chat:/schema/${file}.json#/$defs/${id}`);
  if (validate === undefined) throw new TypeError(`There is no ${id} in ${file}.json.`);
  return (value) => validate(withoutPrototype(value)) === true;
}

/** The parsers leave out a field `__proto__`, whatever it holds; a JSON Schema sees a field like any other. */
function withoutPrototype(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototype);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => name !== '__proto__');
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutPrototype(field)]));
}

function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (AgentChatError.isInstance(error)) return false;
    throw error;
  }
}

describe('the JSON Schemas', { timeout: 120_000 }, () => {
  it.each(Object.keys(files))('%s is a schema that a strict validator takes', (name) => {
    const schema = files[name]!;
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(ajv.getSchema(String(schema['$id']))).toBeTypeOf('function');
  });

  it.each(namedSchemas())('$id accepts what its parser accepts, and nothing else', ({ id, file, schema }) => {
    const validate = validatorOf(file, id);
    const valid = valuesOf(id);
    fc.assert(
      fc.property(valid, (value) => {
        expect(validate(value)).toBe(true);
        expect(check(schema, value).success).toBe(true);
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
    fc.assert(
      fc.property(mutationsOf(valid), (value) => {
        expect(validate(value)).toBe(check(schema, value).success);
      }),
      { numRuns: RUNS },
    );
  });

  it.each(Object.keys(ConversationEvent.variants.known))(
    '%s passes parseEvent exactly when it passes',
    (type) => {
      const validate = validatorOf('event', 'ConversationEvent');
      const counts = { passed: 0, failed: 0 };
      fc.assert(
        fc.property(mutationsOf(valuesOf(`${pascalCase(type)}Event`)), (value) => {
          const passes = accepts(() => parseEvent(value));
          expect(validate(value)).toBe(passes);
          counts[passes ? 'passed' : 'failed'] += 1;
        }),
        { numRuns: RUNS },
      );
      // The property says something about both.
      expect(counts.passed).toBeGreaterThan(RUNS / 20);
      expect(counts.failed).toBeGreaterThan(RUNS / 20);
    },
  );

  it.each(['event', ...Object.keys(CONTROL_FRAMES)])(
    'a frame %s passes parseFrame exactly when it passes',
    (kind) => {
      const validate = validatorOf('frame', 'Frame');
      const pairs = (lookUp('Frame')['oneOf'] as JsonSchema[]).filter((pair) =>
        JSON.stringify(pair).includes(`"const":"${kind}"`),
      );
      const data = arbitraryOf(pairs[0]!, lookUp).map((frame) => (frame as { data: unknown }).data);
      fc.assert(
        fc.property(mutationsOf(data), (value) => {
          expect(validate({ kind, data: value })).toBe(accepts(() => parseFrame(kind, value)));
        }),
        { numRuns: RUNS },
      );
    },
  );

  it('lets pass what this version does not know: fields, events, parts, cards and frames', () => {
    const envelope = {
      conversationId: 'c1',
      seq: 1,
      turn: 1,
      ts: '2026-01-01T00:00:00.000Z',
      author: 'ada',
      finality: 'none',
      audience: ['ada'],
      shiny: { new: true },
    };
    const parts = [
      { type: 'hologram', partId: 'p1', depth: 3 },
      { type: 'card', partId: 'p2', card: { type: 'moon', version: 9, data: [1], glow: true } },
    ];
    const payload = { messageId: 'm1', parentId: null, role: 'user', parts, mood: 'fine' };
    const validate = validatorOf('event', 'ConversationEvent');
    expect(validate({ ...envelope, type: 'moon_phase', payload: 7 })).toBe(true);
    expect(validate({ ...envelope, type: 'message', payload })).toBe(true);
    expect(validatorOf('frame', 'Frame')({ kind: 'weather', data: 1 })).toBe(true);
    expect(validatorOf('error', 'ErrorBody')({ code: 'Brittle', message: '', retryable: false })).toBe(true);
  });

  it('has params and a result for each method, and each code', () => {
    const methods = METHOD_NAMES.flatMap((name) => [
      `${pascalCase(name)}Params`,
      `${pascalCase(name)}Result`,
    ]);
    expect(Object.keys(files['methods.json']!['$defs'] as object)).toEqual(expect.arrayContaining(methods));
    expect(lookUp('ErrorCode')).toMatchObject({ enum: ERROR_CODES });
    expect(methods).toHaveLength(Object.keys(CONTRACT).length * 2);
  });

  it('describes fields by the comments of the sources', () => {
    expect(lookUp('Envelope')).toMatchObject({
      description: expect.stringMatching(/./),
      properties: { seq: { description: 'Dense per conversation, starting at 1.' } },
    });
    // Of a table that several schemas are made of.
    expect(lookUp('CreateInterfaceParams')).toMatchObject({
      properties: { maxFiles: { description: 'Of one message.' } },
    });
  });
});
