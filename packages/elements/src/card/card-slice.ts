import type { ChatState } from '@agent-chat/client';
import {
  type ActionOutcome,
  type Card,
  type ConversationState,
  isKnownPart,
  messageOf,
} from '@agent-chat/protocol';
import { isOver } from '../connection-status/session-over.js';

/** So far back the outcome of a button is looked for. */
const MAX_LOOK_BACK = 500;

/** Where a card stands in the log. */
export interface CardPlace {
  readonly messageId: string;
  readonly partId: string;
}

/** The button of the card that was pressed last. */
export interface PressedButton {
  readonly actionId: string;
  /** `null`: it is being worked on. */
  readonly outcome: ActionOutcome | null;
  readonly message: string;
}

/** "Why?", which an agent answers for any of its cards. */
export const EXPLAIN = 'explain';

/** What a card needs of the conversation that it is in. */
export interface CardSlice extends CardPlace {
  /** Whether its buttons can be pressed. */
  readonly isOpen: boolean;
  readonly pressed: PressedButton | null;
  /** An agent's card among several of its message: one alone is asked about by way of the message. */
  readonly isAskable: boolean;
  /** "Why?" was asked of it, and is not answered. */
  readonly isExplaining: boolean;
}

/** The part that holds this very card; `null` where it is in no message of the conversation. */
export function placeOf({ conversation }: ChatState, card: Card): CardPlace | null {
  const entries = conversation?.timeline.entries;
  for (let at = (entries?.length ?? 0) - 1; at >= 0; at -= 1) {
    const entry = entries?.at(at);
    if (entry?.kind !== 'message') continue;
    const part = entry.message.parts.find(
      (one) => isKnownPart(one) && one.type === 'card' && one.card === card,
    );
    if (part !== undefined) return { messageId: entry.message.messageId, partId: part.partId };
  }
  return null;
}

export function selectCard(state: ChatState, place: CardPlace | null): CardSlice | null {
  const { conversation } = state;
  if (conversation === null || place === null) return null;
  const { control } = conversation;
  const over = isOver(state.connection);
  const isWhy = (actionId: string): boolean => actionId === EXPLAIN;
  const isButton = (actionId: string): boolean => actionId !== EXPLAIN;
  return {
    ...place,
    isOpen: !control.ended && !over,
    pressed:
      sendingOf(state, place, isButton) ??
      openOf(conversation, place, isButton) ??
      lastOf(conversation, place, isButton),
    isAskable: !over && isAskable(conversation, place),
    isExplaining: (sendingOf(state, place, isWhy) ?? openOf(conversation, place, isWhy)) !== null,
  };
}

export function isSameCardSlice(a: CardSlice | null, b: CardSlice | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.messageId === b.messageId &&
    a.partId === b.partId &&
    a.isOpen === b.isOpen &&
    a.isAskable === b.isAskable &&
    a.isExplaining === b.isExplaining &&
    a.pressed?.actionId === b.pressed?.actionId &&
    a.pressed?.outcome === b.pressed?.outcome &&
    a.pressed?.message === b.pressed?.message
  );
}

/** Whether none of its buttons does anything now: what is worked on may change what the others do. */
export function isOff({ isOpen, pressed }: CardSlice): boolean {
  return !isOpen || pressed?.outcome === null;
}

/** The presses at a place that the server has refused, by their ids. */
export function refusedAt({ pending }: ChatState, place: CardPlace): readonly string[] {
  return pending
    .filter((one) => one.method === 'invokeAction' && one.status === 'failed' && isOf(one.params, place))
    .map(({ clientRequestId }) => clientRequestId);
}

function isOf(
  one: { readonly messageId: string; readonly partId?: string | undefined },
  place: CardPlace,
): boolean {
  return one.messageId === place.messageId && one.partId === place.partId;
}

function working(actionId: string): PressedButton {
  return { actionId, outcome: null, message: '' };
}

type Which = (actionId: string) => boolean;

function sendingOf({ pending }: ChatState, place: CardPlace, which: Which): PressedButton | null {
  const sent = pending.findLast(
    (one) =>
      one.method === 'invokeAction' &&
      one.status === 'sending' &&
      isOf(one.params, place) &&
      which(one.params.actionId),
  );
  return sent?.method === 'invokeAction' ? working(sent.params.actionId) : null;
}

function openOf({ control }: ConversationState, place: CardPlace, which: Which): PressedButton | null {
  const open = control.actions.findLast((one) => isOf(one, place) && which(one.actionId));
  return open === undefined ? null : working(open.actionId);
}

function lastOf(
  { timeline: { entries } }: ConversationState,
  place: CardPlace,
  which: Which,
): PressedButton | null {
  const end = Math.max(0, entries.length - MAX_LOOK_BACK);
  for (let at = entries.length - 1; at >= end; at -= 1) {
    const entry = entries.at(at);
    if (entry?.kind !== 'action' || !isOf(entry, place) || !which(entry.actionId)) continue;
    if (entry.outcome === undefined) continue;
    return { actionId: entry.actionId, outcome: entry.outcome, message: entry.outcomeMessage ?? '' };
  }
  return null;
}

function isAskable({ timeline, control }: ConversationState, { messageId }: CardPlace): boolean {
  const entry = messageOf(timeline, messageId);
  if (entry === null || control.ended) return false;
  if (entry.message.parts.filter(({ type }) => type === 'card').length < 2) return false;
  return control.participants.some((one) => one.participantId === entry.author && one.kind === 'agent');
}
