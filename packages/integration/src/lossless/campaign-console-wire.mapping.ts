import type {
  AutopilotLevel,
  ConversationEvent,
  ConversationRecord,
  KnownEvent,
  MethodParams,
  RunRecord,
} from '@agent-chat/protocol';
import { MICRO } from './campaign-cards.mapping.js';
import {
  type ConsoleMessage,
  type ConsoleRun,
  messageFrom,
  runFrom,
  stepFrom,
} from './campaign-console.mapping.js';

// What a campaign console sends and is sent, and its rows, as commands, frames and records, and back.

type Fields = Readonly<Record<string, unknown>>;
type Sent<M extends 'sendMessage' | 'invokeAction' | 'createConversation' | 'sendTrace'> = Omit<
  MethodParams<M>,
  'clientRequestId'
>;

export interface ConsoleSend {
  readonly threadId: string;
  readonly text: string;
  /** Others are free. */
  readonly options?: { readonly autopilot?: AutopilotLevel; readonly budget?: number } & Fields;
}

/** The budget is one a day. What is free belongs to the run, as the two that are not. */
export function sendToCommand({ threadId, text, options }: ConsoleSend): Sent<'sendMessage'> {
  const said = { conversationId: threadId, parts: [{ type: 'text' as const, partId: 'text', text }] };
  if (options === undefined) return said;
  const { autopilot, budget, ...custom } = options;
  const limitMicroUsd = budget === undefined ? 0 : Math.round(budget * MICRO);
  return {
    ...said,
    options: {
      custom,
      ...(autopilot === undefined ? {} : { autopilot }),
      ...(budget === undefined ? {} : { budget: { limitMicroUsd, window: 'day' as const } }),
    },
  };
}

/** Back from what stands in the log before the message, for its run. */
export function sendFrom(
  message: Extract<KnownEvent, { type: 'message' }>,
  log: readonly KnownEvent[],
): ConsoleSend {
  const [part] = message.payload.parts as unknown as readonly { readonly text: string }[];
  const options: Record<string, unknown> = {};
  let hasOptions = false;
  for (const event of log) {
    if (event.seq > message.seq || event.runId !== message.runId) continue;
    if (event.type === 'run_changed' && event.payload.custom !== undefined) {
      Object.assign(options, event.payload.custom);
      hasOptions = true;
    }
    if (event.type === 'autopilot_set') options['autopilot'] = event.payload.level;
    if (event.type === 'budget_set') options['budget'] = (event.payload.limit ?? 0) / MICRO;
  }
  return {
    threadId: message.conversationId,
    text: part?.text ?? '',
    ...(hasOptions ? { options } : {}),
  };
}

export interface ConsoleAction {
  readonly threadId: string;
  readonly actionId: string;
  readonly payload?: unknown;
}

/** A press is of the card that offers it. */
export function actionToCommand(
  { threadId, actionId, payload }: ConsoleAction,
  messageId: string,
): Sent<'invokeAction'> {
  const pressed = { conversationId: threadId, messageId, partId: 'card', actionId };
  return payload === undefined ? pressed : { ...pressed, payload };
}

export function actionFrom({
  conversationId,
  payload: { actionId, payload },
}: Extract<KnownEvent, { type: 'action_invoked' }>): ConsoleAction {
  return { threadId: conversationId, actionId, ...(payload === undefined ? {} : { payload }) };
}

export type StreamItem =
  | { readonly kind: 'message'; readonly message: ConsoleMessage }
  | { readonly kind: 'event'; readonly event: unknown };

/** What a frame is to the console; `null`: nothing that it has. */
export function streamItemFrom(event: ConversationEvent): StreamItem | null {
  const known = event as KnownEvent;
  if (known.type === 'step') return { kind: 'event', event: stepFrom(known.ts, known.payload) };
  if (known.type !== 'message') return null;
  return { kind: 'message', message: messageFrom(known.conversationId, known.ts, known.payload) };
}

export interface ConsoleThread {
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly [field: string]: unknown;
}

/**
 * Who made it is who gives the command, when it is given. A title that is longer than ours may be, and
 * what a thread has besides, is the host's own: `custom`.
 */
export function threadToCommand(thread: ConsoleThread): Sent<'createConversation'> {
  const { id, title, created_at: _now, created_by, ...rest } = thread;
  const named = title.length <= 255 ? { title, custom: rest } : { custom: { ...rest, title } };
  return {
    conversationId: id,
    ...named,
    participants: [
      { participantId: created_by, kind: 'user', displayName: created_by },
      { participantId: 'bot.', kind: 'agent', displayName: 'Bot' },
    ],
  };
}

export function threadFrom(record: ConversationRecord, first: KnownEvent | undefined): ConsoleThread {
  const { conversationId: id, title, createdAt } = record;
  const custom = first?.type === 'created' ? first.payload.custom : {};
  return { id, title: title ?? '', created_at: createdAt, created_by: first?.author ?? '', ...custom };
}

/** A run with its two moments: those of its first and of its newest event. */
export interface ConsoleRunRow extends ConsoleRun {
  readonly created_at: string;
  readonly updated_at: string;
}

export function runRowFrom(threadId: string, run: RunRecord): ConsoleRunRow {
  return { ...runFrom(threadId, run), created_at: run.createdAt, updated_at: run.updatedAt };
}

export interface ConsoleEventRow {
  readonly id: string;
  readonly run_id: string;
  readonly ts: string;
  readonly node: string;
  readonly status: 'start' | 'ok' | 'retry' | 'error';
  readonly latency_ms: number | null;
  readonly cost_usd: number | null;
  readonly payload_json: unknown;
  readonly [field: string]: unknown;
}

/** Its run is the current one. What a step has no field for is a further field of its payload. */
export function eventRowToCommand(row: ConsoleEventRow, conversationId: string): Sent<'sendTrace'> {
  const { id, run_id: _run, ts: _now, node, status, latency_ms, cost_usd, payload_json, ...rest } = row;
  const payload = {
    ...rest,
    node,
    status,
    ...(latency_ms === null ? {} : { latencyMs: latency_ms }),
    ...(cost_usd === null ? {} : { costMicroUsd: Math.round(cost_usd * MICRO) }),
    eventId: id,
    payloadJson: payload_json,
  };
  return { conversationId, type: 'step', payload };
}

export function eventRowFrom({ ts, runId, payload }: Extract<KnownEvent, { type: 'step' }>): ConsoleEventRow {
  const { node, status, latencyMs, costMicroUsd, eventId, payloadJson, ...rest } = payload as typeof payload &
    Fields;
  return {
    ...rest,
    id: eventId as string,
    run_id: runId ?? '',
    ts,
    node,
    status,
    latency_ms: latencyMs ?? null,
    cost_usd: costMicroUsd === undefined ? null : costMicroUsd / MICRO,
    payload_json: payloadJson,
  };
}
