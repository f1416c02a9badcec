import type { Orchestrator } from '@agent-chat/core';
import {
  AgentChatError,
  CONTRACT,
  type ConversationMethod,
  type Frame,
  type InterfaceMethod,
  type MethodName,
  type MethodParams,
  parseParams,
  type StreamMethod,
} from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import type { InterfaceMethods } from '../sessions/interface-methods.js';
import type { Identity } from './identity.js';

/** The methods that are one question and one answer, on every transport. */
export type CallMethod = ConversationMethod | InterfaceMethod;

/** What every transport calls. Params come as they arrived; they are checked here, once. */
export interface Dispatcher {
  /** Goes on to its end when the one who asked is gone: a command is never half done. */
  call(method: CallMethod, params: unknown, identity: Identity | null): Promise<unknown>;
  /** @throws AgentChatError here or on the first pull, when the subscription is refused */
  subscribe(
    method: StreamMethod,
    params: unknown,
    identity: Identity | null,
    signal: AbortSignal,
  ): AsyncIterable<Frame>;
}

export function createDispatcher(orchestrator: Orchestrator, interfaceMethods: InterfaceMethods): Dispatcher {
  return {
    async call(method, params, identity) {
      requireIdentity(method, identity);
      const parsed = parseParams(method, params);
      if (isInterfaceMethod(method)) {
        return callInterface(interfaceMethods, method, parsed, identity);
      }
      return conversationApi(orchestrator, identity).call(method, parsed as MethodParams<typeof method>);
    },
    subscribe(method, params, identity, signal) {
      requireIdentity(method, identity);
      const api = conversationApi(orchestrator, identity);
      return method === 'subscribe'
        ? api.subscribe(parseParams(method, params), { signal })
        : api.subscribeAll(parseParams(method, params), { signal });
    },
  };
}

/**
 * Which kinds of caller a method is open to is the orchestrator's to say; that somebody calls is
 * ours.
 * @throws AgentChatError `Unauthorized`
 */
export function requireIdentity(method: MethodName, identity: Identity | null): void {
  if (CONTRACT[method].callers !== 'anyone' && identity === null) throw unauthorized();
}

export function unauthorized(): AgentChatError {
  return new AgentChatError('Unauthorized', 'Call with a valid token.');
}

function conversationApi(orchestrator: Orchestrator, identity: Identity | null): OperatorApi {
  if (identity === null) throw unauthorized();
  return orchestrator.as(identity.caller);
}

function isInterfaceMethod(method: CallMethod): method is InterfaceMethod {
  return CONTRACT[method].plane === 'interface';
}

function callInterface<M extends InterfaceMethod>(
  methods: InterfaceMethods,
  method: M,
  params: unknown,
  identity: Identity | null,
): Promise<unknown> {
  return methods[method](params as MethodParams<M>, identity);
}
