import type * as z from 'zod/mini';
import { CONNECTION_METHODS } from './methods/connection.js';
import { CONVERSATION_METHODS } from './methods/conversation.js';
import { INTERFACE_METHODS } from './methods/interface.js';
import { INTERFACE_RECORD_METHODS } from './methods/interface-record.js';
import { LLM_METHODS } from './methods/llm.js';
import { MESSAGE_METHODS } from './methods/message.js';
import { OPERATOR_METHODS } from './methods/operator.js';
import { RUNNER_METHODS } from './methods/runner.js';
import { SCENARIO_METHODS } from './methods/scenario.js';
import { SETTING_METHODS } from './methods/setting.js';

/**
 * The contract: each method once. The HTTP routes, the JSON-RPC names, the typed client and the
 * reference documentation follow from it.
 *
 * `plane` says who answers: `interface` methods are the server's (sessions, interfaces, scenarios),
 * `conversation` methods are the orchestrator's, `connection` methods belong to one WebSocket.
 */
export const CONTRACT = {
  ...INTERFACE_METHODS,
  ...INTERFACE_RECORD_METHODS,
  ...SCENARIO_METHODS,
  ...OPERATOR_METHODS,
  ...LLM_METHODS,
  ...CONNECTION_METHODS,
  ...CONVERSATION_METHODS,
  ...MESSAGE_METHODS,
  ...SETTING_METHODS,
  ...RUNNER_METHODS,
} as const;

export type Contract = typeof CONTRACT;
export type MethodName = keyof Contract;
export type MethodParams<M extends MethodName> = z.infer<Contract[M]['params']>;
export type MethodResult<M extends MethodName> = z.infer<Contract[M]['result']>;

type OnPlane<P extends string> = {
  [M in MethodName]: Contract[M]['plane'] extends P ? M : never;
}[MethodName];
/** The methods that answer with frames. */
export type StreamMethod = 'subscribe' | 'subscribeAll';
/** The methods that the orchestrator answers, those with frames apart. */
export type ConversationMethod = Exclude<OnPlane<'conversation'>, StreamMethod>;
/** The methods that the server answers. */
export type InterfaceMethod = OnPlane<'interface'>;

export function isStreamMethod(method: MethodName): method is StreamMethod {
  return method === 'subscribe' || method === 'subscribeAll';
}

export const METHOD_NAMES = Object.keys(CONTRACT) as readonly MethodName[];

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(CONTRACT, name);
}
