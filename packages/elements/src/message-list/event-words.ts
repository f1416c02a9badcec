import type { EventItem } from '@agent-chat/client';
import { type Budget, isKnownEvent, type KnownEvent } from '@agent-chat/protocol';
import { formatDollars } from '../messages/format-money.js';
import type { MessageTable } from '../messages/message-table.js';
import { visibleControls } from '../tool-call/inert-text.js';
import type { Row } from './row.js';

export interface EventWords {
  readonly words: string;
  /** Which sign stands before them. */
  readonly sign: 'again' | 'attention' | 'none';
}

interface WordsContext {
  readonly messages: MessageTable;
  readonly locale: string | undefined;
}

/** What has happened, in a sentence for people; a name for what this version does not know. */
export function eventWords(row: Extract<Row, { kind: 'event' }>, context: WordsContext): EventWords {
  const { entry } = row.item;
  const { messages } = context;
  if (entry.kind === 'action') return { words: actionWords(entry, row.name, messages), sign: 'none' };
  if (entry.kind !== 'event') return { words: messages.unknownEvent(entry.kind), sign: 'none' };
  if (!isKnownEvent(entry.event)) {
    return { words: messages.unknownEvent(visibleControls(entry.event.type)), sign: 'none' };
  }
  return knownWords(entry.event, row, context);
}

type ActionEntry = Extract<EventItem['entry'], { kind: 'action' }>;

function actionWords(action: ActionEntry, name: string, messages: MessageTable): string {
  const label = action.actionId === 'explain' ? messages.why : visibleControls(action.actionId);
  const asked = messages.actionAsked(name, label);
  const { outcome, outcomeMessage } = action;
  if (outcome === 'failed') return `${asked} · ${withReason(messages.actionFailed, outcomeMessage)}`;
  if (outcome === 'declined') return `${asked} · ${withReason(messages.actionDeclined, outcomeMessage)}`;
  return outcomeMessage ? `${asked} · ${visibleControls(outcomeMessage)}` : asked;
}

function knownWords(
  event: KnownEvent,
  { name, otherName }: Extract<Row, { kind: 'event' }>,
  { messages, locale }: WordsContext,
): EventWords {
  switch (event.type) {
    case 'turn_cleared':
      return { words: messages.cleared[event.payload.reason], sign: 'again' };
    case 'note':
      return { words: visibleControls(event.payload.text), sign: 'none' };
    case 'handoff':
      return { words: withReason(messages.handedOver(otherName), event.payload.reason), sign: 'none' };
    case 'paused':
      return { words: withReason(messages.paused, event.payload.reason.message), sign: 'attention' };
    case 'resumed':
      return { words: messages.resumed, sign: 'none' };
    case 'autopilot_set':
      return { words: messages.autopilotSet(event.payload.level), sign: 'none' };
    case 'budget_set':
      return { words: budgetWords(event.payload, messages, locale), sign: 'none' };
    case 'budget_exceeded':
      return { words: exceededWords(event.payload, messages, locale), sign: 'attention' };
    case 'policy_changed':
      return { words: messages.policyChanged(name, event.payload.version), sign: 'none' };
    case 'run_changed': {
      const words = messages.runIs[event.payload.status];
      return { words: withReason(words, event.payload.reason?.message), sign: 'none' };
    }
    case 'roster_changed': {
      const { added, removed } = event.payload;
      const names = added.map(({ displayName }) => visibleControls(displayName));
      const came = names.length > 0 ? [messages.joined(listOf(names, locale))] : [];
      const left = removed.length > 0 ? [messages.left(listOf(removed.map(visibleControls), locale))] : [];
      return { words: [...came, ...left].join(' · '), sign: 'none' };
    }
    default:
      return { words: messages.unknownEvent(event.type), sign: 'none' };
  }
}

function withReason(words: string, reason: string | undefined): string {
  return reason === undefined || reason === '' ? words : `${words}: ${visibleControls(reason)}`;
}

function listOf(names: readonly string[], locale: string | undefined): string {
  return new Intl.ListFormat(locale).format(names);
}

function budgetWords(budget: Budget, messages: MessageTable, locale: string | undefined): string {
  const { meter, window, limit } = budget;
  if (limit === null) return messages.budgetLifted(meterName(meter, messages));
  const amount = amountOf(budget, limit, messages, locale);
  // A rate is a threshold rather than something to be used up.
  return budget.per === undefined
    ? messages.budgetSet(amount, messages.windows[window])
    : messages.budgetCapOnly(amount);
}

function exceededWords(
  { budget, used }: { readonly budget: Budget; readonly used: number },
  messages: MessageTable,
  locale: string | undefined,
): string {
  const limit = amountOf(budget, budget.limit ?? 0, messages, locale);
  return messages.budgetExceeded(
    amountOf(budget, used, messages, locale),
    limit,
    messages.windows[budget.window],
  );
}

/** In the meter's own unit: dollars for money, per cent for a rate. */
function amountOf(
  { meter, per }: Budget,
  value: number,
  messages: MessageTable,
  locale: string | undefined,
): string {
  const name = meterName(meter, messages);
  if (per !== undefined) {
    const share = { style: 'percent', maximumFractionDigits: 2 } as const;
    return `${new Intl.NumberFormat(locale, share).format(value / 1_000_000)} ${name}`;
  }
  if (meter !== 'money') return `${new Intl.NumberFormat(locale).format(value)} ${name}`;
  return formatDollars(value, locale, { maximumFractionDigits: 4 });
}

function meterName(meter: string, messages: MessageTable): string {
  return messages.meters[meter as keyof typeof messages.meters] ?? visibleControls(meter);
}
