import {
  AgentChatError,
  type Caller,
  CONTRACT,
  type ControlState,
  type ConversationEvent,
  type ConversationMethod,
  canonicalHash,
  isVisible,
  type MethodName,
  type MethodParams,
  type MethodResult,
  type Part,
  textHash,
  textOf,
  viewerOf,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { decideCreateConversation } from '../decide/create-conversation.js';
import type { Decision } from '../decide/decision.js';
import { type Actor, decideCancelQueued, decideEditQueued } from '../decide/queue.js';
import { decideSendMessage } from '../decide/send-message.js';
import { decideStop } from '../decide/stop.js';
import type { Ids } from '../ports/environment.js';
import type { EventStore } from '../ports/event-store.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { type Conversation, recordOf } from './conversation.js';
import type { Held } from './held.js';
import { readPage } from './read-page.js';
import { subscribeTo } from './subscription.js';

export interface ApiContext {
  readonly store: EventStore;
  readonly ids: Ids;
  readonly policy: SchedulingPolicy;
  readonly maxMessageBytes: number;
  /** The conversation, kept in memory until it is released. */
  host(tenant: string, conversationId: string): Promise<Held>;
}

const DEFAULT_LIMIT = 100;
/** Of stored text: a page of large events is shorter than asked for. */
const PAGE_CHARS = 1_048_576;

type Handlers = {
  readonly [M in ConversationMethod]: (params: MethodParams<M>) => Promise<MethodResult<M>>;
};

/** The conversation plane of the contract for one caller. */
export function createApi(caller: Caller, context: ApiContext): ConversationApi {
  const viewer = viewerOf(caller);

  /** Who writes. An observer may not, which `callers` has said before. */
  function actor(): Actor {
    if (caller.kind === 'observer') throw forbidden('An observer only reads.');
    return { participantId: caller.participantId, operator: caller.kind === 'operator' };
  }

  /** A conversation that the caller may know of; any other does not exist for it. */
  async function open(conversationId: string): Promise<Held> {
    if ('conversationId' in caller && caller.conversationId !== conversationId) throw unknown();
    const record = await context.store.getRecord(caller.tenant, conversationId);
    if (record === null) throw unknown();
    const held = await context.host(caller.tenant, conversationId);
    const { participants } = held.conversation.control;
    const mayKnow =
      caller.kind === 'operator' ||
      caller.kind === 'observer' ||
      participants.some((one) => one.participantId === caller.participantId);
    if (mayKnow) return held;
    held.release();
    throw unknown();
  }

  async function use<R>(held: Promise<Held>, work: (conversation: Conversation) => R): Promise<Awaited<R>> {
    const { conversation, release } = await held;
    try {
      return await work(conversation);
    } finally {
      release();
    }
  }

  async function command<R>(
    method: ConversationMethod,
    hold: () => Promise<Held>,
    params: { readonly clientRequestId: string },
    decide: (control: ControlState, by: Actor) => Decision<R>,
  ): Promise<R> {
    const by = actor();
    const paramsHash = await canonicalHash({ method, params });
    const key = { author: by.participantId, requestId: params.clientRequestId, paramsHash };
    return use(hold(), (conversation) => conversation.commit((control) => decide(control, by), { key }));
  }

  const handlers: Handlers = {
    async createConversation(params) {
      const by = actor();
      const { clientRequestId } = params;
      // The same request makes the same conversation, also when the first answer was lost.
      const conversationId =
        params.conversationId ??
        `conv_${(await textHash(`${caller.tenant}\n${by.participantId}\n${clientRequestId}`)).slice(0, 32)}`;
      const hold = () => context.host(caller.tenant, conversationId);
      return command('createConversation', hold, params, (control) =>
        decideCreateConversation(control, by.participantId, params),
      );
    },

    async getConversation({ conversationId }) {
      return use(open(conversationId), (conversation) => recordOf(conversation.control));
    },

    async listConversations({ limit }) {
      const by = actor();
      const conversations = await context.store.listRecords({
        tenant: caller.tenant,
        limit: limit ?? DEFAULT_LIMIT,
        ...(by.operator ? {} : { participantId: by.participantId }),
      });
      return { conversations: [...conversations] };
    },

    async getEvents({ conversationId, afterSeq, beforeSeq, limit }) {
      if (afterSeq !== undefined && beforeSeq !== undefined) {
        throw new AgentChatError('InvalidRequest', 'Give afterSeq or beforeSeq, not both.');
      }
      const head = await use(open(conversationId), (conversation) => conversation.control.seq);
      const request = {
        conversationId,
        tenant: caller.tenant,
        limit: limit ?? DEFAULT_LIMIT,
        ...(beforeSeq === undefined ? { afterSeq: afterSeq ?? 0 } : { beforeSeq }),
      };
      const page = await readPage(context.store, request, PAGE_CHARS);
      const events: ConversationEvent[] = [];
      const omitted: { fromSeq: number; toSeq: number }[] = [];
      for (const { seq, json } of page) {
        const event = JSON.parse(json) as ConversationEvent;
        const newest = omitted.at(-1);
        if (isVisible(event, viewer)) events.push(event);
        else if (newest?.toSeq === seq - 1) newest.toSeq = seq;
        else omitted.push({ fromSeq: seq, toSeq: seq });
      }
      return { events, omitted, head };
    },

    async sendMessage(given) {
      if (caller.kind === 'visitor') requireVisitorMessage(given);
      const params = caller.kind === 'visitor' ? withPlainText(given) : given;
      requireSize(params.parts, context.maxMessageBytes);
      requireContent(params.parts);
      const newMessageId = context.ids.next('message');
      return command(
        'sendMessage',
        () => open(params.conversationId),
        params,
        (control, by) => decideSendMessage(control, by.participantId, params, { newMessageId }),
      );
    },

    async editQueued(given) {
      if (caller.kind === 'visitor') requireVisitorParts(given.parts);
      const params = caller.kind === 'visitor' ? withPlainText(given) : given;
      requireSize(params.parts, context.maxMessageBytes);
      requireContent(params.parts);
      return command(
        'editQueued',
        () => open(params.conversationId),
        params,
        (control, by) => decideEditQueued(control, by, params),
      );
    },

    cancelQueued: (params) =>
      command(
        'cancelQueued',
        () => open(params.conversationId),
        params,
        (control, by) => decideCancelQueued(control, by, params),
      ),

    stop: (params) =>
      command(
        'stop',
        () => open(params.conversationId),
        params,
        (control, by) => decideStop(control, by.participantId, params),
      ),
  };

  return {
    async call(method, params, options) {
      options?.signal?.throwIfAborted();
      requireCaller(caller, method);
      return handlers[method](params);
    },

    async *subscribe(params, options) {
      requireCaller(caller, 'subscribe');
      const { conversation, release } = await open(params.conversationId);
      try {
        yield* subscribeTo(
          conversation,
          viewer,
          params,
          {
            epoch: context.store.epoch,
            policy: context.policy,
            maxMessageBytes: context.maxMessageBytes,
          },
          options?.signal,
        );
      } finally {
        release();
      }
    },
  };
}

function requireCaller(caller: Caller, method: MethodName): void {
  const { callers } = CONTRACT[method];
  if (callers === 'anyone' || (callers as readonly string[]).includes(caller.kind)) return;
  throw forbidden(`A caller of kind "${caller.kind}" may not use ${method}.`);
}

/** A visitor writes whole turns of plain parts and states no preconditions. */
function requireVisitorMessage(params: MethodParams<'sendMessage'>): void {
  if (params.finality !== undefined && params.finality !== 'turn') {
    throw forbidden('A visitor sends messages of finality "turn".');
  }
  if (params.lastClosedSeq !== undefined) throw forbidden('A visitor gives no lastClosedSeq.');
  requireVisitorParts(params.parts);
}

function requireVisitorParts(parts: readonly Part[]): void {
  const foreign = parts.find((part) => part.type !== 'text');
  if (foreign !== undefined) throw forbidden(`A visitor sends no part of type "${foreign.type}".`);
}

/** Of a visitor's text its text: no sources that it would seem to cite, and no other fields. */
function withPlainText<P extends { readonly parts: readonly Part[] }>(params: P): P {
  const parts = params.parts.map((part) =>
    part.type === 'text' && 'text' in part ? { type: 'text', partId: part.partId, text: part.text } : part,
  );
  return { ...params, parts };
}

function requireSize(parts: readonly Part[], maxBytes: number): void {
  const bytes = new TextEncoder().encode(JSON.stringify(parts)).length;
  if (bytes > maxBytes) {
    throw new AgentChatError('PayloadTooLarge', `A message has at most ${maxBytes} bytes.`, {
      details: { bytes, maxBytes },
    });
  }
}

function requireContent(parts: readonly Part[]): void {
  const ids = new Set(parts.map((part) => part.partId));
  if (ids.size !== parts.length) {
    throw new AgentChatError('InvalidMessage', 'Two parts have the same partId.');
  }
  if (parts.every((part) => part.type === 'text') && textOf(parts).trim() === '') {
    throw new AgentChatError('InvalidMessage', 'The message has no text.');
  }
}

function unknown(): AgentChatError {
  return new AgentChatError('UnknownConversation', 'There is no such conversation.');
}

function forbidden(message: string): AgentChatError {
  return new AgentChatError('Forbidden', message);
}
