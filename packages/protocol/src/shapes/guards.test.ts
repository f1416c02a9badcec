import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { Card } from '../cards/card.js';
import { CONTRACT, METHOD_NAMES } from '../contract/methods.js';
import { PublicInterface } from '../contract/methods/interface.js';
import { isParams, isResult } from '../contract/params.js';
import { ConversationEvent, type KnownEventType } from '../events/event.js';
import { MessagePayload, Part } from '../events/message.js';
import { CONTROL_FRAMES, type ControlFrameKind } from '../frames/frame.js';
import { namedSchemas } from '../schema/named-schemas.js';
import { valuesOf } from '../test-support/schema-values.js';
import { isValid } from '../values/check.js';
import { ErrorBody } from '../values/error-body.js';
import { RpcNotification, RpcRequest, RpcResponse } from '../wire/rpc.js';
import * as guards from './guards.js';

type Guard = (value: unknown) => boolean;

const PAYLOADS = Object.entries(ConversationEvent.variants.known) as [KnownEventType, z.ZodMiniType][];
const FRAMES = Object.entries(CONTROL_FRAMES) as [ControlFrameKind, z.ZodMiniType][];

/** Each guard and the schema that it stands for. */
const GUARDS: readonly (readonly [name: string, guard: Guard, schema: z.ZodMiniType])[] = [
  ['isConversationEvent', guards.isConversationEvent, ConversationEvent],
  ['isCard', guards.isCard, Card],
  ['isPart', guards.isPart, Part],
  ['isMessagePayload', guards.isMessagePayload, MessagePayload],
  ['isErrorBody', guards.isErrorBody, ErrorBody],
  ['isPublicInterface', guards.isPublicInterface, PublicInterface],
  ['isRpcRequest', guards.isRpcRequest, RpcRequest],
  ['isRpcNotification', guards.isRpcNotification, RpcNotification],
  ['isRpcResponse', guards.isRpcResponse, RpcResponse],
  ...PAYLOADS.map(
    ([type, schema]) =>
      [`isPayload of ${type}`, (value: unknown) => guards.isPayload(type, value), schema] as const,
  ),
  ...FRAMES.map(
    ([kind, schema]) =>
      [`isFrameData of ${kind}`, (value: unknown) => guards.isFrameData(kind, value), schema] as const,
  ),
  ...METHOD_NAMES.flatMap((name) => [
    [`isParams of ${name}`, (value: unknown) => isParams(name, value), CONTRACT[name].params] as const,
    [`isResult of ${name}`, (value: unknown) => isResult(name, value), CONTRACT[name].result] as const,
  ]),
];

const samplesOf = (id: string): readonly unknown[] => fc.sample(valuesOf(id), { numRuns: 1, seed: 7 });
const named = namedSchemas().map(({ id, schema }) => ({ id, schema, samples: samplesOf(id) }));
const VALUES = [null, ...named.flatMap(({ samples }) => samples)];

describe('a guard', () => {
  it('takes of the values of all schemas those of its own', () => {
    for (const [name, guard, schema] of GUARDS) {
      const taken = VALUES.filter((value) => guard(value));
      expect(taken, name).toEqual(VALUES.filter((value) => isValid(schema, value)));
      expect(taken.length, name).toBeGreaterThan(0);
      expect(guard(null), name).toBe(false);
    }
  });

  it('takes a frame of each kind by its data', () => {
    const event = samplesOf('ConversationEvent')[0];
    for (const kind of ['event', ...Object.keys(CONTROL_FRAMES), 'weather', 'toString', 7]) {
      for (const data of [event, ...VALUES]) {
        const schema = kind === 'event' ? ConversationEvent : FRAMES.find(([name]) => name === kind)?.[1];
        const expected = schema !== undefined && isValid(schema, data);
        expect(guards.isFrame({ kind, data })).toBe(expected);
      }
    }
    expect(guards.isFrame({ kind: 'event', data: event })).toBe(true);
    expect(guards.isFrame({ kind: 'event', data: event, json: 5 })).toBe(false);
    expect(guards.isFrame(null)).toBe(false);
  });
});

describe('isValid', () => {
  it('takes what fits a schema, and not nothing', () => {
    for (const { id, schema, samples } of named) {
      for (const value of samples) expect(isValid(schema, value), id).toBe(true);
      expect(isValid(schema, undefined), id).toBe(false);
    }
  });

  it('tells what a value is', () => {
    const value: unknown = { kind: 'draft', data: samplesOf('DraftAppend')[0] };
    if (!guards.isFrame(value) || value.kind !== 'draft') throw new TypeError('This is a draft.');
    expect(value.data.offset).toBeGreaterThanOrEqual(0);
    const sent: unknown = { conversationId: 'c1', clientRequestId: 'r1', text: 'Call back.' };
    if (!isParams('addNote', sent)) throw new TypeError('This is a note.');
    expect(sent.text.length).toBe(10);
    const given: unknown = { city: 'Vienna' };
    if (guards.isPayload('thought', given)) expect(given.text).toBe('');
    expect(guards.isPayload('thought', given)).toBe(false);
  });
});
