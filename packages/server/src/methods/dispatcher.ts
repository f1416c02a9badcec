import type { Orchestrator } from '@agent-chat/core';
import {
  AgentChatError,
  CONTRACT,
  type ConversationMethod,
  errorStatus,
  type Frame,
  type InterfaceMethod,
  type MethodName,
  type MethodParams,
  parseParams,
  type StreamMethod,
} from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import type { Admission } from '../admission/admission.js';
import type { CallSource } from '../call-source.js';
import type { Identity } from './identity.js';
import type { ServerMethods } from './server-methods.js';

/** The methods that are one question and one answer, on every transport. */
export type CallMethod = ConversationMethod | InterfaceMethod;

/** What every transport calls. Params come as they arrived; they are checked here, once. */
export interface Dispatcher {
  /**
   * Goes on to its end when the one who asked is gone: a command is never half done. What only waits is
   * given up.
   */
  call(method: CallMethod, params: unknown, identity: Identity | null, source: CallSource): Promise<unknown>;
  /** @throws AgentChatError here or on the first pull, when the subscription is refused */
  subscribe(
    method: StreamMethod,
    params: unknown,
    identity: Identity | null,
    signal: AbortSignal,
  ): AsyncIterable<Frame>;
}

export interface DispatcherOptions {
  readonly orchestrator: Orchestrator;
  readonly serverMethods: ServerMethods;
  readonly admission: Admission;
  /** Told what failed after a call: counting it. */
  readonly onError: (error: AgentChatError) => void;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { orchestrator, serverMethods, admission, onError } = options;
  return {
    async call(method, params, identity, source) {
      requireIdentity(method, identity);
      const parsed = parseParams(method, params);
      if (isInterfaceMethod(method)) {
        return callInterface(serverMethods, method, parsed, identity, source);
      }
      const known = identified(identity);
      const admitted = await admission.admit(method, parsed, known);
      const toldOf = (counting: Promise<void>): Promise<void> =>
        counting.catch((error: unknown) => onError(AgentChatError.from(error)));
      try {
        const api = orchestrator.as(known.caller);
        const options = method === 'runToCompletion' ? { signal: source.left } : {};
        const result = await api.call(method, parsed as MethodParams<typeof method>, options);
        // It is logged: whatever becomes of the counting, it has succeeded.
        await toldOf(admitted.succeeded());
        return result;
      } catch (error) {
        // After a fault of ours it may be logged all the same.
        if (errorStatus(AgentChatError.from(error).code) < 500) await toldOf(admitted.refused());
        throw error;
      }
    },
    subscribe(method, params, identity, signal) {
      requireIdentity(method, identity);
      const api: OperatorApi = orchestrator.as(identified(identity).caller);
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

function identified(identity: Identity | null): Identity {
  if (identity === null) throw unauthorized();
  return identity;
}

function isInterfaceMethod(method: CallMethod): method is InterfaceMethod {
  return CONTRACT[method].plane === 'interface';
}

function callInterface<M extends InterfaceMethod>(
  methods: ServerMethods,
  method: M,
  params: unknown,
  identity: Identity | null,
  source: CallSource,
): Promise<unknown> {
  return methods[method](params as MethodParams<M>, identity, source);
}
