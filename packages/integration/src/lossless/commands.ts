import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createOrchestrator, type OrchestratorOptions } from '@agent-chat/core';
import {
  type Caller,
  type ConversationEvent,
  type ConversationMetadata,
  type ConversationRecord,
  type ConversationState,
  emptyState,
  foldEvents,
  type Frame,
  isKnownEvent,
  type KnownEvent,
  type MethodParams,
  parseEvent,
} from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { CONVERSATION_ID } from './carry.js';

/** Each is two processes on a database of its own. */
export const RUNS = { numRuns: FULL ? 60 : 5 };

const TENANT = { tenant: 'default' } as const;
export const MEMBER: Caller = { ...TENANT, kind: 'member', participantId: 'user' };
export const AGENT: Caller = { ...TENANT, kind: 'agent', participantId: 'agent' };
export const OPERATOR: Caller = { ...TENANT, kind: 'operator', participantId: 'operator' };
export const ROSTER: MethodParams<'createConversation'>['participants'] = [
  { participantId: 'user', kind: 'user', displayName: 'User' },
  { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
];

/** A moment that stands still until it is set: what is logged then has this instant. */
export interface SetClock extends Clock {
  set(instant: string): void;
}

export function createSetClock(): SetClock {
  let at = Date.UTC(2026, 0, 1);
  return {
    now: () => at,
    after: () => () => undefined,
    set(instant) {
      at = Date.parse(instant);
    },
  };
}

/** One process that takes commands, with all of its ports. */
export interface Commanded {
  readonly as: (caller: Caller) => ConversationApi;
  /** What a command says besides its own: the conversation, and a request id that is new. */
  readonly command: () => { conversationId: string; clientRequestId: string };
}

/** What a process that starts later reads, through the contract alone. */
export interface Read {
  readonly events: readonly KnownEvent[];
  readonly state: ConversationState;
  readonly record: ConversationRecord;
  readonly metadata: ConversationMetadata;
  /** What a stream sends to a reader who has nothing yet, to where it has caught up. */
  readonly frames: (params?: Partial<MethodParams<'subscribe'>>) => Promise<Frame[]>;
}

/**
 * Gives commands to an orchestrator on SQLite, ends it, and lets `read` look at what another one has
 * that is started on the same file.
 */
export async function throughCommands<T, U>(
  options: Omit<Partial<OrchestratorOptions>, 'store'>,
  work: (process: Commanded) => Promise<T>,
  read: (found: Read, worked: T) => U | Promise<U>,
): Promise<U> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-chat-commands-'));
  try {
    const worked = await inProcess(folder, options, work);
    // No agents: it reads, and does no more.
    return await inProcess(folder, {}, async ({ as }) => {
      const api = as(OPERATOR);
      const found = await api.call('getHydratedConversation', { conversationId: CONVERSATION_ID });
      const events = found.events.map((event) => parseEvent(JSON.parse(JSON.stringify(event))));
      const { conversation: record, metadata } = found;
      const state = foldEvents(emptyState(CONVERSATION_ID), events);
      const frames: Read['frames'] = (params = {}) => framesOf(api, params);
      return read({ events: events.filter(isKnownEvent), state, record, metadata, frames }, worked);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inProcess<T>(
  folder: string,
  options: Omit<Partial<OrchestratorOptions>, 'store'>,
  work: (process: Commanded) => Promise<T>,
): Promise<T> {
  const store = await createSqliteStore({ folder, durability: 'normal' });
  const orchestrator = createOrchestrator({ agents: {}, ...options, store });
  let requests = 0;
  try {
    return await work({
      as: (caller) => orchestrator.as(caller),
      command: () => ({ conversationId: CONVERSATION_ID, clientRequestId: `request ${++requests}` }),
    });
  } finally {
    await orchestrator.close();
    await store.close();
  }
}

async function framesOf(api: ConversationApi, params: Partial<MethodParams<'subscribe'>>): Promise<Frame[]> {
  const frames: Frame[] = [];
  const asked = { conversationId: CONVERSATION_ID, cursor: '0', ...params };
  for await (const frame of api.subscribe(asked)) {
    frames.push(frame);
    if (frame.kind === 'caught_up') break;
  }
  return JSON.parse(JSON.stringify(frames)) as Frame[];
}

/** The events among frames, in order. */
export function eventsIn(frames: readonly Frame[]): ConversationEvent[] {
  return frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
}

/** The events of one type, each as it was logged. */
export function ofType<K extends KnownEvent['type']>(
  events: readonly KnownEvent[],
  type: K,
): Extract<KnownEvent, { type: K }>[] {
  return events.filter((event): event is Extract<KnownEvent, { type: K }> => event.type === type);
}
