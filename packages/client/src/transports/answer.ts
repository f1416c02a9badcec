import { isConversationEvent, type MethodName, type MethodResult } from '@agent-chat/protocol';
import { isCommandMethod } from '../state/commands.js';
import { isRecord } from '../state/is-record.js';
import { malformed } from './transport-errors.js';

/** Whether an object is what a caller uses of the answer to its call. */
export type IsAnswer = (value: Readonly<Record<string, unknown>>) => boolean;

/**
 * The result of `method` that a value from the wire is. What this client uses of it is checked, by
 * `isAnswer` if it is given; the schemas of all methods would be most of its size.
 * @throws AgentChatError `MalformedFrame`
 */
export function parseAnswer<M extends MethodName>(
  method: M,
  value: unknown,
  isAnswer: IsAnswer = (answer) => isAnswerOf(method, answer),
): MethodResult<M> {
  if (isRecord(value) && isAnswer(value)) return value as MethodResult<M>;
  throw malformed(`The answer to ${method} is not what the contract says.`);
}

/** Whether the fields of these names are of this type. */
export function has(
  value: Readonly<Record<string, unknown>>,
  type: 'string' | 'number',
  ...names: readonly string[]
): boolean {
  return names.every((name) => typeof value[name] === type);
}

function isAnswerOf(method: MethodName, value: Readonly<Record<string, unknown>>): boolean {
  switch (method) {
    case 'subscribe':
      return has(value, 'string', 'subscriptionId');
    case 'getEvents':
      return (
        has(value, 'number', 'fromSeq', 'head') &&
        Array.isArray(value['omitted']) &&
        [value['events'], value['annotations']].every(
          (list) => Array.isArray(list) && list.every(isConversationEvent),
        )
      );
    case 'sendMessage':
      return (
        has(value, 'number', 'seq') &&
        has(value, 'string', 'messageId') &&
        typeof value['queued'] === 'boolean'
      );
    default:
      return !isCommandMethod(method) || has(value, 'number', 'seq');
  }
}
