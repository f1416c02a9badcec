import * as z from 'zod/mini';
import { ConversationEvent } from '../events/event.js';
import { Part } from '../events/message.js';
import { CONTROL_FRAMES } from '../frames/frame.js';
import { ERROR_CODES } from '../values/errors.js';
import { describeFields, descriptionOf } from './describe.js';
import type { JsonSchema } from './json-schema.js';
import { namedSchemas, pascalCase, type SchemaFile } from './named-schemas.js';

/** A named JSON Schema. It refers to others by `{ "$ref": "<id>" }`. */
export interface Definition {
  readonly id: string;
  readonly file: SchemaFile;
  readonly schema: JsonSchema;
}

type Ids = (schema: z.core.$ZodType) => string;

/** Everything that has a name, as JSON Schema 2020-12. Objects are open: a reader ignores unknown fields. */
export function createDefinitions(): readonly Definition[] {
  const named = namedSchemas();
  const registry = z.registry<{ id: string }>();
  for (const { id, schema } of named) if (!registry.has(schema)) registry.add(schema, { id });
  const idOf: Ids = (schema) => {
    const id = registry.get(schema)?.id;
    if (id === undefined) throw new TypeError('Name this schema in named-schemas.ts: others refer to it.');
    return id;
  };

  const { schemas } = z.toJSONSchema(registry, {
    io: 'input', // the output form is closed to unknown fields
    uri: (id) => id,
    unrepresentable: ({ zodSchema, message }) => {
      if (zodSchema === Part) return partUnion(idOf);
      if (zodSchema === ConversationEvent) return eventUnion();
      throw new TypeError(message);
    },
  });
  const ofZod = named.map(({ id, file, schema, docs }): Definition => {
    const own = idOf(schema);
    const body = own === id ? withoutIdentity(schemas[id] as JsonSchema) : { $ref: own };
    const description = descriptionOf(docs);
    return {
      id,
      file,
      schema: { title: id, ...(description && { description }), ...describeFields(body, docs) },
    };
  });
  return [...ofZod, unknownPart(), ...eventsByType(idOf), errorCode(), frame(idOf)];
}

function withoutIdentity({ $schema: _schema, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function partUnion(idOf: Ids): JsonSchema {
  const ids = Object.values(Part.variants.known).map(idOf);
  return { oneOf: [...ids, 'UnknownPart'].map(($ref) => ({ $ref })) };
}

function unknownPart(): Definition {
  const { base, known } = Part.variants;
  const body = withoutIdentity(z.toJSONSchema(base, { io: 'input' }));
  const schema = {
    title: 'UnknownPart',
    description: 'A part of a type that this version does not know. Keep it, and show a fallback.',
    allOf: [body],
    type: 'object',
    properties: { type: { not: { enum: Object.keys(known) } } },
  };
  return { id: 'UnknownPart', file: 'event', schema };
}

const eventId = (type: string): string => `${pascalCase(type)}Event`;

function eventUnion(): JsonSchema {
  const ids = Object.keys(ConversationEvent.variants.known).map(eventId);
  return { oneOf: [...ids, 'UnknownEvent'].map(($ref) => ({ $ref })) };
}

/** The envelope with the payload of each type, and the envelope alone for any other type. */
function eventsByType(idOf: Ids): Definition[] {
  const { base, known } = ConversationEvent.variants;
  const allOf = [{ $ref: idOf(base) }];
  const events = Object.entries(known).map(([type, payload]): Definition => {
    const properties = { type: { const: type }, payload: { $ref: idOf(payload) } };
    const title = eventId(type);
    return { id: title, file: 'event', schema: { title, allOf, type: 'object', properties } };
  });
  const unknown = {
    title: 'UnknownEvent',
    description: 'An event of a type that this version does not know. Keep it, and show a fallback.',
    allOf,
    type: 'object',
    properties: { type: { not: { enum: Object.keys(known) } } },
  };
  return [...events, { id: 'UnknownEvent', file: 'event', schema: unknown }];
}

function errorCode(): Definition {
  const schema = {
    title: 'ErrorCode',
    description: 'The codes that this version knows. A later version may send others.',
    type: 'string',
    enum: ERROR_CODES,
  };
  return { id: 'ErrorCode', file: 'error', schema };
}

function frame(idOf: Ids): Definition {
  const dataIds = Object.entries(CONTROL_FRAMES).map(([kind, schema]) => [kind, idOf(schema)] as const);
  const known = [['event', idOf(ConversationEvent)] as const, ...dataIds];
  const pairs = known.map(([kind, id]) => ({
    title: `frame "${kind}"`,
    type: 'object',
    properties: { kind: { const: kind }, data: { $ref: id } },
    required: ['kind', 'data'],
  }));
  const unknown = {
    title: 'frame of an unknown kind',
    description: 'Ignore it.',
    type: 'object',
    properties: { kind: { type: 'string', not: { enum: known.map(([kind]) => kind) } } },
    required: ['kind'],
  };
  const schema = {
    title: 'Frame',
    description:
      'What a subscription yields. With server-sent events `kind` is the event name and `data` the data; on a WebSocket they are the method and the `frame` of a notification.',
    oneOf: [...pairs, unknown],
  };
  return { id: 'Frame', file: 'frame', schema };
}
