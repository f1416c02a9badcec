import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { METHOD_NAMES } from './contract/methods.js';
import { parseParams } from './contract/params.js';
import { isKnownEvent, parseEvent } from './events/parse-event.js';
import { emptyState, foldEvent } from './fold/fold.js';
import { parseCursor } from './frames/cursor.js';
import { CONTROL_FRAMES } from './frames/frame.js';
import { parseFrame } from './frames/parse-frame.js';
import { namedSchemas, pascalCase } from './schema/named-schemas.js';
import { jsonCorpora } from './test-support/corpora.js';
import { mutationsOf } from './test-support/mutation.js';
import { pollutedPrototypes } from './test-support/polluted-prototypes.js';
import { valuesOf } from './test-support/schema-values.js';
import { FULL } from './test-support/seeded.js';
import { check } from './values/check.js';
import { ErrorBody } from './values/error-body.js';
import { AgentChatError, type ErrorCode } from './values/errors.js';
import { errorOfResponse } from './wire/json-rpc.js';
import { RpcRequest, RpcResponse } from './wire/rpc.js';

/** The whole count runs in `npm run test:full`, a sample of it in every run. */
const FULL_RUNS = 1_000;
const RUNS = FULL ? FULL_RUNS : 30;
/** One place in so many for each value. */
const PLACES_STEP = FULL ? 1 : 4;
/** Every value by every parser; slow is a fault too. */
const WITHIN_MS = 120_000;

const FRAME_KINDS = ['event', ...Object.keys(CONTROL_FRAMES), 'weather', '__proto__', 'constructor', ''];

/** Whether `parse` takes the value. Any error but the typed one of that parser is thrown on. */
function takes(code: ErrorCode, parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (AgentChatError.isInstance(error) && error.code === code) return false;
    throw error;
  }
}

/** Gives `value` to every parser of the package, and what passes to what comes after the parser. */
function parseByAll(value: unknown): void {
  takes('MalformedFrame', () => parseEvent(value)) && foldIt(value);
  for (const kind of FRAME_KINDS) takes('MalformedFrame', () => parseFrame(kind, value));
  for (const name of METHOD_NAMES) takes('InvalidRequest', () => expectClean(parseParams(name, value)));
  for (const { schema } of namedSchemas()) check(schema, value);
  check(RpcRequest, value);
  const response = check(RpcResponse, value);
  if (response.success && response.data.error !== undefined) {
    expect(errorOfResponse(response.data.error)).toBeInstanceOf(AgentChatError);
  }
  const body = check(ErrorBody, value);
  if (body.success) expect(AgentChatError.fromBody(body.data)).toBeInstanceOf(AgentChatError);
  if (typeof value === 'string') takes('InvalidCursor', () => parseCursor(value, 'epoch'));
}

function foldIt(value: unknown): void {
  const event = parseEvent(value);
  const state = foldEvent(emptyState(event.conversationId), event);
  expect(state.control.seq).toBe(event.seq);
  if (!isKnownEvent(event)) expect(state.timeline.entries.length).toBe(1);
}

/** Params are copies: none may have got another prototype on the way. */
function expectClean(params: object): void {
  expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
  expect((params as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  const { custom } = params as { custom?: object };
  if (custom === undefined) return;
  expect(Object.getPrototypeOf(custom)).toBe(Object.prototype);
  expect((custom as { isAdmin?: boolean }).isAdmin).toBeUndefined();
}

const envelope = {
  conversationId: 'c1',
  seq: 1,
  turn: 1,
  ts: '2026-01-01T00:00:00.000Z',
  author: 'ada',
  finality: 'none',
  audience: 'everyone',
};
const messageWith = (parts: unknown): object => ({
  ...envelope,
  type: 'message',
  payload: { messageId: 'm1', parentId: null, role: 'user', parts },
});

/** `value` by itself and in each kind of place where a schema meets it. */
function placesOf(value: unknown): unknown[] {
  const params = { conversationId: 'c1', clientRequestId: 'r1' };
  return [
    value,
    { ...envelope, type: 'unknown_type', payload: value },
    { ...envelope, type: value, payload: {} },
    { ...envelope, type: 'tool_call', payload: { toolCallId: 't1', name: 'x', args: value } },
    messageWith(value),
    messageWith([value]),
    messageWith([{ type: 'data', partId: 'p1', name: 'x', data: value }]),
    messageWith([{ type: 'card', partId: 'p1', card: { type: 'table', version: 1, data: value } }]),
    { ...params, parts: [{ type: 'text', partId: 'p1', text: value }] },
    { ...params, participants: [{ participantId: 'a', kind: 'user', displayName: 'A' }], custom: value },
    { ...params, participants: [{ participantId: 'a', kind: 'user', displayName: 'A' }], custom: { value } },
    { conversationId: 'c1', cursor: value },
    { atSeq: 1, foldVersion: 1, state: value },
    { jsonrpc: '2.0', id: value, method: 'ping', params: value },
    { jsonrpc: '2.0', id: 1, result: value, error: { code: 1, message: '', data: value } },
    { code: value, message: 'x', details: value, retryable: true },
  ];
}

/** Gives the `nth` value to every parser in all of its places; in a sample in some, which take turns. */
function parseInPlaces(value: unknown, nth: number): void {
  const places = placesOf(value);
  for (let place = nth % PLACES_STEP; place < places.length; place += PLACES_STEP) parseByAll(places[place]);
}

afterEach(() => {
  expect(pollutedPrototypes()).toEqual([]);
});

describe('changed values', () => {
  it.each(namedSchemas())('of $id are taken or answered with a typed error', ({ id }) => {
    fc.assert(fc.property(mutationsOf(valuesOf(id)), parseByAll), { numRuns: Math.ceil(RUNS / 20) });
  });

  it.each(METHOD_NAMES)('of the params of %s are taken or answered with InvalidRequest', (name) => {
    const params = mutationsOf(valuesOf(`${pascalCase(name)}Params`));
    fc.assert(
      fc.property(params, (value) => {
        takes('InvalidRequest', () => expectClean(parseParams(name, value)));
      }),
      { numRuns: RUNS },
    );
  });

  it('of cursors are taken or answered with InvalidCursor', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('-', 'e1', '12', '0', '\r\n', '9'.repeat(400)),
    );
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.constant('e1-12')), (value) => {
        const taken = takes('InvalidCursor', () => {
          const { epoch, seq } = parseCursor(value, 'now');
          expect(epoch).toMatch(/^[0-9A-Za-z]+$/);
          expect(Number.isSafeInteger(seq)).toBe(true);
        });
        expect(taken || !/^[a-z]\d-\d$/.test(value)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('any JSON value', () => {
  it(
    'is taken or answered with a typed error, wherever it stands',
    () => {
      fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
          for (const placed of placesOf(value)) parseByAll(placed);
        }),
        { numRuns: Math.ceil(RUNS / 10) },
      );
    },
    WITHIN_MS,
  );
});

const nested = (open: string, close: string, depth: number): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);

describe('large and deep values', () => {
  const LARGE: readonly (readonly [name: string, value: unknown])[] = [
    ['arrays, 100,000 deep', nested('[', ']', 100_000)],
    ['objects, 100,000 deep', nested('{"a":', '}', 100_000)],
    ['__proto__, 20,000 deep', nested('{"__proto__":', '}', 20_000)],
    [
      'parts in parts, 20,000 deep',
      nested('{"type":"text","partId":"p","text":"","citations":[', ']}', 20_000),
    ],
    ['a text of 2,000,000 characters', 'a'.repeat(2_000_000)],
    ['a text of 1,000,000 dashes', '-'.repeat(1_000_000)],
    [
      '200,000 fields',
      Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`k${index}`, index])),
    ],
    ['200,000 parts', Array.from({ length: 200_000 }, () => ({ type: 'text', partId: 'p', text: '' }))],
    ['200,000 parts of which each is wrong', Array.from({ length: 200_000 }, () => null)],
  ];

  it.each(LARGE.map(([name, value], index) => [name, value, index] as const))(
    '%s end in time',
    (_, value, nth) => parseInPlaces(value, nth),
    WITHIN_MS,
  );
});

const corpora = jsonCorpora();

describe('the corpora of hostile JSON', () => {
  if (corpora === null) {
    it('are not here: neither beside the repository nor where AGENT_CHAT_CORPORA points', () => {
      expect(corpora).toBeNull();
    });
    return;
  }

  it(
    'are taken or answered with a typed error, wherever they stand',
    () => {
      // A third of them in every run.
      const tried = corpora.filter((_, place) => FULL || place % 3 === 0);
      let parsed = 0;
      for (const { text } of tried) {
        takes('InvalidCursor', () => parseCursor(text, 'epoch'));
        const value = jsonOf(text);
        if (value === undefined) continue;
        parsed += 1;
        parseInPlaces(value, parsed);
      }
      expect(corpora.length).toBeGreaterThan(300);
      expect(parsed).toBeGreaterThan(tried.length / 4);
    },
    WITHIN_MS,
  );
});

/** `undefined` for a text that is no JSON, which is all that its parser may say. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return undefined;
  }
}
