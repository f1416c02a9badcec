import {
  isConversationEvent,
  isPublicInterface,
  type MethodName,
  type MethodResult,
} from '@agent-chat/protocol';
import { isCommandMethod } from '../state/commands.js';
import { malformed } from './transport-errors.js';

/**
 * The result of `method` that a value from the wire is. What this client uses of it is checked; the
 * schemas of all methods would be most of its size.
 * @throws AgentChatError `MalformedFrame`
 */
export function parseAnswer<M extends MethodName>(method: M, value: unknown): MethodResult<M> {
  if (isRecord(value) && isAnswer(method, value)) return value as MethodResult<M>;
  throw malformed(`The answer to ${method} is not what the contract says.`);
}

function isAnswer(method: MethodName, value: Readonly<Record<string, unknown>>): boolean {
  const has = (type: 'string' | 'number', ...names: readonly string[]): boolean =>
    names.every((name) => typeof value[name] === type);
  switch (method) {
    case 'createSession':
      return has('string', 'sessionToken', 'conversationId', 'participantId');
    case 'getPublicInterface':
      return isPublicInterface(value);
    case 'subscribe':
      return has('string', 'subscriptionId');
    case 'getConversation':
      return has('string', 'conversationId') && has('number', 'head');
    case 'getEvents':
      return (
        has('number', 'fromSeq', 'head') &&
        Array.isArray(value['omitted']) &&
        [value['events'], value['annotations']].every(
          (list) => Array.isArray(list) && list.every(isConversationEvent),
        )
      );
    case 'sendMessage':
      return has('number', 'seq') && has('string', 'messageId') && typeof value['queued'] === 'boolean';
    default:
      return !isCommandMethod(method) || has('number', 'seq');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
