import { AgentChatError, type ConversationMethod } from '@agent-chat/protocol';
import type { HandlersOf } from './api-context.js';

/** Methods of the contract that nobody answers yet. */
const UNFINISHED = [
  'reserve',
  'settle',
  'release',
  'recordUsage',
] as const satisfies readonly ConversationMethod[];

export function unfinishedHandlers(): HandlersOf<(typeof UNFINISHED)[number]> {
  const refuse = (method: string) => async (): Promise<never> => {
    throw new AgentChatError('UnknownMethod', `${method} is not there yet.`);
  };
  return Object.fromEntries(UNFINISHED.map((method) => [method, refuse(method)])) as never;
}
