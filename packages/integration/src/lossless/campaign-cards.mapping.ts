import type { Card, CardAction } from '@agent-chat/protocol';

// The cards of a campaign console as built-in cards, and back. Names and units become ours; what the
// console's own have besides stays where it is.

export interface Button {
  readonly id: string;
  readonly label: string;
  readonly style?: 'primary' | 'secondary' | 'danger' | undefined;
  readonly payload?: unknown;
}
export interface ConsoleCard {
  readonly type: string;
  readonly actions?: readonly Button[];
  readonly [field: string]: unknown;
}
/** A dollar in millionths. */
export const MICRO = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;

/** Money of a forecast is a number, or a band of such; here whole millionths. */
function scaled(cost: unknown, by: (amount: number) => number): unknown {
  if (typeof cost === 'number') return by(cost);
  const bands = Object.entries(cost as Readonly<Record<string, number>>);
  return Object.fromEntries(bands.map(([name, amount]) => [name, by(amount)]));
}

/** The field of a console's card that holds its buttons. */
const BUTTONS: Readonly<Record<string, string>> = { outbox: 'bulkActions' };

/** An id that ours does not take stands beside one that it does. */
function actionOf({ id, ...rest }: Button, index: number): CardAction {
  if (id.length > 0 && id.length <= 256) return { ...rest, actionId: id };
  const beside: object = { theirId: id };
  return { ...beside, ...rest, actionId: `button-${index}` };
}

function buttonOf(action: CardAction): Button {
  const { actionId, theirId, ...rest } = action as CardAction & { readonly theirId?: string };
  return { ...rest, id: theirId ?? actionId };
}

export function consoleCardToCard({ type, ...fields }: ConsoleCard): Card {
  const { [BUTTONS[type] ?? 'actions']: buttons, ...data } = fields as Fields & { forecast?: Fields };
  const card: Card = { type, version: 1, data: type === 'simulation' ? withForecast(data) : data };
  return buttons === undefined ? card : { ...card, actions: (buttons as Button[]).map(actionOf) };
}

function withForecast(data: Fields): Fields {
  const { dailyCostUSD, ...rates } = data['forecast'] as Fields;
  const dailyCostMicroUsd = scaled(dailyCostUSD, (amount) => Math.round(amount * MICRO));
  return { ...data, forecast: { ...rates, dailyCostMicroUsd } };
}

export function consoleCardFrom({ type, data, actions }: Card): ConsoleCard {
  const fields = data as Fields;
  const buttons = actions && { [BUTTONS[type] ?? 'actions']: actions.map(buttonOf) };
  return { ...(type === 'simulation' ? withoutMicro(fields) : fields), ...buttons, type };
}

function withoutMicro(data: Fields): Fields {
  const { dailyCostMicroUsd, ...rates } = data['forecast'] as Fields;
  return {
    ...data,
    forecast: { ...rates, dailyCostUSD: scaled(dailyCostMicroUsd, (amount) => amount / MICRO) },
  };
}
