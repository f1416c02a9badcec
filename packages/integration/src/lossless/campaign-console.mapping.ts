import {
  type AutopilotLevel,
  type Card,
  type MessagePayload,
  type Part,
  RUN_STATUSES,
  type RunRecord,
  type RunStatus,
} from '@agent-chat/protocol';
import { type ConsoleCard, consoleCardFrom, consoleCardToCard, MICRO } from './campaign-cards.mapping.js';
import type { Carried } from './carry.js';

// The messages, steps, actions and records of a campaign console as events of a log, and back.

export interface ConsoleMessage {
  readonly id: string;
  readonly threadId: string;
  readonly role: 'user' | 'assistant' | 'tool' | 'system';
  readonly createdAt: string;
  readonly text?: string;
  readonly card?: ConsoleCard;
  readonly event?: unknown;
  readonly extra?: unknown;
}
export interface ConsoleStep {
  readonly ts: string;
  readonly node: string;
  readonly status: 'start' | 'ok' | 'retry' | 'error';
  readonly latencyMs?: number;
  readonly costUSD?: number;
  readonly msg?: string;
}
export interface ConsoleRun {
  readonly id: string;
  readonly thread_id: string;
  readonly campaign_id: string | null;
  /** Any word. */
  readonly status: string;
  readonly budget_usd: number | null;
  readonly autopilot_level: AutopilotLevel | null;
  readonly [field: string]: unknown;
}

const AUTHORS = { user: 'user', assistant: 'agent', tool: 'agent', system: 'system' } as const;

/** One message with a part for each thing that it holds. What the protocol has no field for is data. */
export function messageToEvent(message: ConsoleMessage, turn: number): Carried {
  const { id, threadId: _thread, role, createdAt, text, card, event, ...extra } = message;
  const parts: Part[] = [];
  if (text !== undefined) parts.push({ type: 'text', partId: 'text', text });
  if (card !== undefined) {
    parts.push({ type: 'card', partId: 'card', card: consoleCardToCard(card) });
  }
  if (event !== undefined) parts.push({ type: 'data', partId: 'event', name: 'event', data: event });
  if (Object.keys(extra).length > 0) {
    parts.push({ type: 'data', partId: 'extra', name: 'extra', data: extra });
  }
  const payload: MessagePayload = { messageId: id, parentId: null, role, parts };
  return { type: 'message', turn, ts: createdAt, author: AUTHORS[role], finality: 'turn', payload };
}

export function messageFrom(
  threadId: string,
  createdAt: string,
  { messageId, role, parts }: MessagePayload,
): ConsoleMessage {
  const part = (partId: string): Record<string, unknown> | undefined =>
    parts.find((one) => one.partId === partId) as Record<string, unknown> | undefined;
  const text = part('text')?.['text'] as string | undefined;
  const card = part('card')?.['card'] as Card | undefined;
  const event = part('event');
  return {
    id: messageId,
    threadId,
    role,
    createdAt,
    ...(text === undefined ? {} : { text }),
    ...(card && { card: consoleCardFrom(card) }),
    ...(event && { event: event['data'] }),
    ...(part('extra')?.['data'] as object | undefined),
  };
}

/** Money has four decimals there and is a whole number of millionths here: nothing is rounded. */
export function stepToEvent(step: ConsoleStep, turn: number, runId?: string): Carried {
  const { ts, node, status, latencyMs, costUSD, msg, ...extra } = step;
  return {
    type: 'step',
    turn,
    ts,
    author: 'agent',
    ...(runId === undefined ? {} : { runId }),
    payload: {
      ...extra,
      node,
      status,
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(costUSD === undefined ? {} : { costMicroUsd: Math.round(costUSD * MICRO) }),
      ...(msg === undefined ? {} : { message: msg }),
    },
  };
}

export function stepFrom(ts: string, payload: Extract<Carried, { type: 'step' }>['payload']): ConsoleStep {
  const { costMicroUsd, message, ...rest } = payload;
  return {
    ts,
    ...(rest as Omit<ConsoleStep, 'ts'>),
    ...(costMicroUsd === undefined ? {} : { costUSD: costMicroUsd / MICRO }),
    ...(message === undefined ? {} : { msg: message }),
  };
}

/** A status that ours has not, and what a run has besides, is the host's own: `custom`. */
export function customOfRun(run: Partial<ConsoleRun>): {
  readonly status: RunStatus;
  readonly custom: Readonly<Record<string, unknown>>;
} {
  const { id: _id, thread_id: _thread, campaign_id: _campaign, status, ...others } = run;
  const { budget_usd: _budget, autopilot_level: _level, ...custom } = others;
  const known = RUN_STATUSES.find((one) => one === status);
  return { status: known ?? 'running', custom: known === undefined ? { ...custom, status } : custom };
}

/** A run is opened, then given its level and its budget; each is an event that people see. */
export function runToEvents(run: ConsoleRun): Carried[] {
  const { id: runId, campaign_id, budget_usd, autopilot_level } = run;
  const { status, custom } = customOfRun(run);
  const opened = { custom, ...(campaign_id === null ? {} : { campaignId: campaign_id }) };
  const events: Carried[] = [
    { type: 'run_changed', payload: { runId, status: 'running', previousStatus: null, ...opened } },
  ];
  if (autopilot_level !== null)
    events.push({ type: 'autopilot_set', payload: { level: autopilot_level, runId } });
  if (budget_usd !== null) {
    const scope = { kind: 'run', id: runId } as const;
    const limit = Math.round(budget_usd * MICRO);
    events.push({ type: 'budget_set', payload: { meter: 'money', scope, window: 'day', limit } });
  }
  if (status !== 'running') {
    events.push({ type: 'run_changed', payload: { runId, status, previousStatus: 'running' } });
  }
  return events;
}

export function runFrom(threadId: string, run: RunRecord): ConsoleRun {
  const money = run.budgets.find((budget) => budget.meter === 'money' && budget.window === 'day');
  return {
    id: run.runId,
    thread_id: threadId,
    campaign_id: run.campaignId,
    status: run.status,
    budget_usd: money?.limit == null ? null : money.limit / MICRO,
    autopilot_level: run.autopilot,
    ...run.custom,
  };
}
