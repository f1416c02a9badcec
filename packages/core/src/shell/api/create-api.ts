import {
  AgentChatError,
  type Caller,
  CONTRACT,
  type ConversationMethod,
  type MethodName,
  type MethodParams,
  parseParams,
  viewerOf,
} from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import { requireNotAborted } from '../../aborted.js';
import { type Actor, requireActor } from '../../decide/decision.js';
import { unknownConversation } from '../../ports/absent-conversation.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Held } from '../conversation/held.js';
import { subscribeToAll } from '../viewers/subscribe-all.js';
import type { NewsListener } from '../conversation/viewer-bell.js';
import { createFrameStream, type OpenReader } from '../viewers/frame-stream.js';
import { Subscription } from '../viewers/subscription.js';
import { annotationHandlers } from './annotation-handlers.js';
import type { ApiCall, ApiContext, HandlersOf } from './api-context.js';
import { conversationHandlers } from './conversation-handlers.js';
import { erasureHandlers } from './erasure-handlers.js';
import { joiningHandlers } from './joining-handlers.js';
import { executionToolHandlers } from './execution-tools.js';
import { messageHandlers } from './message-handlers.js';
import { paramsHashOf } from './params-hash.js';
import { runnerHandlers } from './runner-handlers.js';
import { enterAs, presenceHandlers } from './presence-handlers.js';
import { settingHandlers } from './setting-handlers.js';
import { rosterHandlers } from './roster-handlers.js';

/** The conversation plane of the contract for one caller. */
export function createApi(caller: Caller, context: ApiContext): OperatorApi {
  const viewer = viewerOf(caller);

  /** Whoever still has it in memory on this node hears of it. Its roster is gone with it. */
  async function refuseGone(conversationId: string): Promise<never> {
    const { conversation, release } = await context.host(caller.tenant, conversationId);
    release();
    throw conversation.markGone();
  }

  /**
   * For a command, what is in memory is enough, without a look at the store: if it was deleted
   * elsewhere, the append will say so, and so does `commit` before it passes on a refusal.
   */
  function openToWrite(conversationId: string): Held | Promise<Held> {
    const held = isOutOfReach(caller, conversationId) ? null : context.hostNow(caller.tenant, conversationId);
    if (held === null) return call.open(conversationId);
    const { conversation, release } = held;
    if (conversation.control.seq > 0 && mayKnow(caller, conversation)) return held;
    release();
    return call.open(conversationId);
  }

  const call: ApiCall = {
    caller,
    viewer,
    context,

    actor() {
      // `callers` of the contract has said so before.
      if (caller.kind === 'observer') throw new AgentChatError('Forbidden', 'An observer only reads.');
      return { participantId: caller.participantId, operator: caller.kind === 'operator' };
    },

    async open(conversationId) {
      if (isOutOfReach(caller, conversationId)) throw unknownConversation();
      const record = await context.store.getRecord(caller.tenant, conversationId);
      if (record === null) throw unknownConversation();
      if (record === 'gone') return refuseGone(conversationId);
      const held = await context.host(caller.tenant, conversationId);
      try {
        // Another node has written what this one was not told of yet.
        if (held.conversation.control.seq < record.head) await held.conversation.refresh();
        if (mayKnow(caller, held.conversation)) return held;
        throw unknownConversation();
      } catch (error) {
        held.release();
        throw error;
      }
    },

    openToWrite,

    async openOrNew(conversationId) {
      const record = await context.store.getRecord(caller.tenant, conversationId);
      return record === 'gone' ? refuseGone(conversationId) : context.host(caller.tenant, conversationId);
    },

    use,

    keyOf(method, params) {
      const paramsHash = paramsHashOf(method, params);
      return { author: call.actor().participantId, requestId: params.clientRequestId, paramsHash };
    },

    async command(method, params, decide, { fence, claim } = {}) {
      const options = { ...(fence !== undefined && { fence }), ...(claim && { claim }) };
      const opened = openToWrite(params.conversationId);
      // Commands come in great numbers: whoever need not wait does not.
      const { conversation, release } = opened instanceof Promise ? await opened : opened;
      try {
        return await call.commandOn(conversation, method, params, decide, options);
      } finally {
        release();
      }
    },

    commandOn(conversation, method, params, decide, options = {}) {
      const by: Actor = call.actor();
      const key = call.keyOf(method, params);
      return conversation.commit(
        (state) => {
          // What this node has in memory may be older than who has left.
          requireActor(state.control, by);
          return decide(state, by);
        },
        { ...options, key },
      );
    },
  };

  async function openSubscription(
    given: MethodParams<'subscribe'>,
    listener: NewsListener,
  ): Promise<OpenReader> {
    requireCaller(caller, 'subscribe');
    const params = parseParams('subscribe', given);
    const { conversation, release } = await call.open(params.conversationId);
    const leave: ((() => void) | undefined)[] = [release];
    const close = (): void => {
      for (const end of leave.toReversed()) end?.();
    };
    try {
      leave.push(context.drafts?.viewed(conversation));
      leave.push(context.presenceRelay?.viewed(conversation));
      // The host is asked who this is, and may fail.
      leave.push(enterAs(call, conversation, params.presence));
      await Promise.all([context.drafts?.pull(conversation), context.presenceRelay?.pull(conversation)]);
      // Who comes sees who is there before it has caught up; the others are told in their time.
      conversation.live.presence.show();
      const reading = {
        epoch: context.store.epoch,
        frames: context.frames,
        maxMessageBytes: context.maxMessageBytes,
        mayRead: () => mayKnow(caller, conversation),
      };
      const reader = new Subscription(conversation, viewer, params, reading, () => listener.news());
      leave.push(conversation.onNews(listener));
      return { reader, close };
    } catch (error) {
      close();
      throw error;
    }
  }

  const handlers: HandlersOf<ConversationMethod> = {
    ...conversationHandlers(call),
    ...messageHandlers(call),
    ...runnerHandlers(call),
    ...executionToolHandlers(call),
    ...settingHandlers(call),
    ...annotationHandlers(call),
    ...rosterHandlers(call),
    ...erasureHandlers(call),
    ...joiningHandlers(call),
    ...presenceHandlers(call),
  };

  return {
    async call(method, params, options) {
      requireNotAborted(options?.signal);
      requireCaller(caller, method);
      // Whoever calls in the same process gets the same answer to a wrong param as over the wire.
      return handlers[method](parseParams(method, params), options?.signal);
    },

    subscribe: (given, options) =>
      createFrameStream((listener) => openSubscription(given, listener), options?.signal),

    async *subscribeAll(given, options) {
      requireCaller(caller, 'subscribeAll');
      const params = parseParams('subscribeAll', given);
      yield* subscribeToAll(caller.tenant, params, context, options?.signal);
    },
  };
}

function mayKnow(caller: Caller, { control }: Conversation): boolean {
  if (caller.kind === 'operator' || caller.kind === 'observer') return true;
  return control.participants.some((one) => one.participantId === caller.participantId);
}

/** A visitor has one conversation. */
function isOutOfReach(caller: Caller, conversationId: string): boolean {
  return 'conversationId' in caller && caller.conversationId !== conversationId;
}

function requireCaller(caller: Caller, method: MethodName): void {
  const { callers } = CONTRACT[method];
  if (callers === 'anyone' || (callers as readonly string[]).includes(caller.kind)) return;
  throw new AgentChatError('Forbidden', `A caller of kind "${caller.kind}" may not use ${method}.`);
}

async function use<R>(
  held: Held | Promise<Held>,
  work: (conversation: Conversation) => R,
): Promise<Awaited<R>> {
  const { conversation, release } = await held;
  try {
    return await work(conversation);
  } finally {
    release();
  }
}
