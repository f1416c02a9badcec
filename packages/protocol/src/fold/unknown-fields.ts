import type { KnownEvent, KnownEventType } from '../events/event.js';
import { ENVELOPE_FIELDS, payloadFields } from '../shapes/event-fields.js';
import type { Fields } from '../shapes/shape.js';
import { PersistentList } from './persistent-list.js';

/**
 * What an event of a known type has that this version does not know. It stands apart from what is
 * known: by no such field can whoever writes an event say what only the fold says, as who answered.
 */
export interface UnknownFields {
  /** Of the event. */
  readonly seq: number;
  readonly type: KnownEventType;
  readonly envelope?: Readonly<Record<string, unknown>>;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** `entry`, which is made of `event`, with what is unknown of it. */
export function withUnknown<T extends { readonly unknown?: PersistentList<UnknownFields> }>(
  entry: T,
  event: KnownEvent,
): T {
  const found = unknownIn(event);
  if (found === null) return entry;
  const unknown = entry.unknown ?? PersistentList.empty<UnknownFields>();
  return { ...entry, unknown: unknown.push(found) };
}

/**
 * As `withUnknown`, for what is open: a later value of a field takes the place of an earlier. Who may
 * not see the event folds to the same state.
 */
export function withNewestUnknown<T extends { readonly unknown?: UnknownFields }>(
  item: T,
  event: KnownEvent,
): T {
  const found = event.audience === 'everyone' ? unknownIn(event) : null;
  if (found === null) return item;
  const envelope = { ...item.unknown?.envelope, ...found.envelope };
  const payload = { ...item.unknown?.payload, ...found.payload };
  return { ...item, unknown: { ...found, envelope, payload } };
}

/** What is unknown of `event`; `null`: nothing. */
export function unknownIn(event: KnownEvent): UnknownFields | null {
  const { seq, type } = event;
  const envelope = othersIn(event, ENVELOPE_FIELDS);
  // The payload of a message is kept whole.
  const payload = type === 'message' ? null : othersIn(event.payload, payloadFields(type));
  if (envelope === null && payload === null) return null;
  return { seq, type, ...(envelope && { envelope }), ...(payload && { payload }) };
}

/** Asked of nearly every event, and nearly always for nothing: it makes no list of the fields. */
function othersIn(value: object, known: Fields): Readonly<Record<string, unknown>> | null {
  let others: [string, unknown][] | null = null;
  for (const name in value) {
    if (Object.hasOwn(known, name)) continue;
    const one = (value as Record<string, unknown>)[name];
    if (one !== undefined) (others ??= []).push([name, one]);
  }
  return others && Object.fromEntries(others);
}
