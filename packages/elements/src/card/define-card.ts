import type { Card, CardAction } from '@agent-chat/protocol';
import type { PressedButton } from './card-slice.js';

/** What a schema library offers for checking a value: the Standard Schema interface, version 1. */
export interface CardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => CardValidation<T> | Promise<CardValidation<T>>;
  };
}

type CardValidation<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/** How cards of one type and version are shown. */
export interface CardDefinition {
  readonly type: string;
  readonly version: number;
  /** What `card.data` must be. A card that is not shows its fallback. */
  readonly schema: CardSchema<unknown>;
  /** The tag of the element. It gets the checked data as `data`, the whole card as `card`, and `buttons`. */
  readonly element: string;
}

/**
 * What `agent-card` sets on the element of a definition, for a class that says so by `implements`.
 *
 * @typeParam Data what its field holds: what the schema gives, and `null` where it is that before
 */
export interface CardElement<Data = unknown> extends HTMLElement {
  /** What the schema made of `card.data`. */
  data: Data;
  /** The whole card. */
  card: Card;
  /** For one that shows the buttons of its card; `null` where nobody would hear of a press. */
  buttons?: CardButtons | null;
}

/** The buttons of a card, for the element that shows them. Another object whenever something of it is another. */
export interface CardButtons {
  /** Whether one can be pressed: not while one is being worked on, and not once the conversation is over. */
  readonly canPress: boolean;
  /** The one that was pressed last, and what became of it. */
  readonly pressed: PressedButton | null;
  /**
   * Presses one, with what it carries unless a payload is given: the card fires `agent-chat-card-action`,
   * which the page may cancel, and sends `invokeAction`. Does nothing while none can be pressed.
   */
  press(actionId: string, payload?: CardAction['payload']): void;
}

/**
 * A card type of the page's own, for `agent-chat.cards` or the cards context. A definition is a
 * value: nothing is registered. The page defines the element itself.
 */
export function defineCard<T>(definition: {
  readonly type: string;
  readonly version: number;
  readonly schema: CardSchema<T>;
  readonly element: string;
}): CardDefinition {
  return definition;
}

/** What became of a card. */
export type ResolvedCard =
  | { readonly kind: 'known'; readonly element: string; readonly data: unknown }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** How `card` is shown: the first definition of its type and version counts. */
export function definitionOf(card: Card, definitions: readonly CardDefinition[]): CardDefinition | undefined {
  return definitions.find(({ type, version }) => type === card.type && version === card.version);
}

/** The element and the checked data for `card`. */
export function resolveCard(card: Card, definition: CardDefinition | undefined): ResolvedCard {
  if (definition === undefined) return { kind: 'unknown' };
  let result: CardValidation<unknown> | Promise<CardValidation<unknown>>;
  try {
    result = definition.schema['~standard'].validate(card.data);
  } catch (error) {
    // A schema may give up on data that is wrong in too many places; the card is not what it says.
    return { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) };
  }
  if (result instanceof Promise) return { kind: 'invalid', reason: 'A card schema must be synchronous.' };
  if (result.issues !== undefined) return { kind: 'invalid', reason: result.issues[0]?.message ?? '' };
  return { kind: 'known', element: definition.element, data: result.value };
}
