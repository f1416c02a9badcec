import { faultOf } from '../../shapes/fault-of.js';
import type { Shape } from '../../shapes/shape.js';
import { CARD } from '../../shapes/shapes.generated.js';
import { wordsFor } from '../../shapes/words-for.js';
import { pathText } from '../../values/check.js';
import { AgentChatError } from '../../values/errors.js';
import { jsonFault } from '../../values/json-fault.js';
import type { Card, CardAction } from '../card.js';

/** A card whose data is known. */
export interface BuiltCard<T extends string, D> extends Card {
  type: T;
  version: number;
  data: D;
  fallbackText: string;
}

export interface CardOptions {
  /** What stands in place of the card where it cannot be shown. Default: English text of its data. */
  readonly fallbackText?: string;
  /** The card's buttons, in place of those that its type offers. None: `[]`. */
  readonly actions?: readonly Given<CardAction>[];
}

/** What is passed in may be read-only throughout. */
export type Given<T> = T extends readonly (infer I)[]
  ? readonly Given<I>[]
  : T extends object
    ? { readonly [K in keyof T]: Given<T[K]> }
    : T;

/** `T` without the need to name what has a default. */
export type WithDefaults<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Where data is wrong, and how a sentence about it ends: `must be …`. */
export interface CardFault {
  readonly path: readonly (string | number)[];
  readonly what: string;
}

/** What there is to know about a type of card. */
export interface CardKind<T extends string, D> {
  readonly type: T;
  readonly version: number;
  readonly shape: Shape;
  /** Of fields of the data that are not there. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Of fields of the items of a list, or of an object, by its name. */
  readonly itemDefaults?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Fields that follow from the others. */
  readonly derive?: (data: D) => Partial<D>;
  /** What is wrong with data of the right shape; `null`: nothing. */
  readonly faultIn?: (data: D) => CardFault | null;
  readonly actionsOf: (data: D) => readonly CardAction[];
  readonly textOf: (data: D) => readonly string[];
}

type Fields = Record<string, unknown>;
type Defaults = Pick<CardKind<string, never>, 'defaults' | 'itemDefaults'>;

/**
 * A card of `given`, with defaults, buttons and text filled in. The card is a copy: what happens to
 * `given` later does not reach it. Fields that this version does not know are kept.
 *
 * @throws AgentChatError `InvalidRequest` for what is no data of this card or no JSON, with
 * `details {card, path}`; `path` leads into the data (`samples.3.score`), or to `actions`.
 */
export function buildCard<T extends string, D>(
  kind: CardKind<T, D>,
  given: unknown,
  { fallbackText, actions }: CardOptions = {},
): BuiltCard<T, D> {
  const { type, version } = kind;
  const data = jsonCopy(type, given, []);
  fillIn(data, kind);
  requireShape(type, kind.shape, data);
  const valid = { ...kind.derive?.(data as D), ...(data as D) };
  const fault = kind.faultIn?.(valid) ?? null;
  if (fault !== null) throw invalid(type, fault.path, fault.what);
  const buttons = actions === undefined ? kind.actionsOf(valid) : jsonCopy(type, actions, ['actions']);
  const text = fallbackText ?? kind.textOf(valid).join('\n');
  const card = { type, version, data: valid, fallbackText: text, actions: buttons };
  requireShape(type, CARD, card);
  const { actions: checked, ...rest } = card as BuiltCard<T, D> & { actions: CardAction[] };
  requireUnique(type, checked);
  return checked.length === 0 ? rest : { ...rest, actions: checked };
}

/** @throws AgentChatError `InvalidRequest` with the path of the fault */
export function requireShape(type: string, shape: Shape, value: unknown): void {
  const fault = faultOf(shape, value);
  if (fault !== null) throw invalid(type, fault.path, `must be ${wordsFor(fault.expected)}`);
}

function requireUnique(type: string, actions: readonly CardAction[]): void {
  const ids = actions.map(({ actionId }) => actionId);
  const index = ids.findIndex((id, at) => ids.indexOf(id) !== at);
  if (index !== -1) throw invalid(type, ['actions', index, 'actionId'], 'is the id of another action too');
}

function jsonCopy(type: string, value: unknown, prefix: readonly (string | number)[]): unknown {
  const fault = jsonFault(value);
  if (fault !== null) throw invalid(type, [...prefix, ...fault.path], `${fault.found}, which is no JSON`);
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function fillIn(data: unknown, { defaults = {}, itemDefaults = {} }: Defaults): void {
  if (!isFields(data)) return;
  addMissing(data, defaults);
  for (const [name, missing] of Object.entries(itemDefaults)) {
    for (const item of [data[name]].flat()) if (isFields(item)) addMissing(item, missing);
  }
}

function addMissing(fields: Fields, defaults: Readonly<Fields>): void {
  for (const [name, value] of Object.entries(defaults)) {
    if (!Object.hasOwn(fields, name)) fields[name] = structuredClone(value);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(type: string, path: readonly (string | number)[], what: string): AgentChatError {
  const at = pathText({ path });
  return new AgentChatError(
    'InvalidRequest',
    `The card "${type}": ${at === '' ? 'its data' : `"${at}"`} ${what}.`,
    {
      details: { card: type, path: at },
    },
  );
}
