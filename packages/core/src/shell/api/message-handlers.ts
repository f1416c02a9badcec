import { AgentChatError } from '@agent-chat/protocol';
import { decideCancelQueued, decideEditQueued } from '../../decide/queue.js';
import { decideSendMessage } from '../../decide/send-message.js';
import { decideStop } from '../../decide/stop.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import {
  clearExecutionTurn,
  executionOf,
  sendExecutionMessage,
  sendExecutionTrace,
} from './execution-writes.js';
import {
  requireContent,
  requireSize,
  requireVisitorMessage,
  requireVisitorParts,
  withPlainText,
} from './message-content.js';

export function messageHandlers(
  call: ApiCall,
): HandlersOf<'sendMessage' | 'sendTrace' | 'clearTurn' | 'editQueued' | 'cancelQueued' | 'stop'> {
  const { caller, context } = call;
  return {
    async sendMessage(given) {
      const execution = executionOf(given);
      if (execution !== null) return sendExecutionMessage(call, given, execution);
      if (caller.kind === 'visitor') requireVisitorMessage(given);
      const params = caller.kind === 'visitor' ? withPlainText(given) : given;
      requireSize(params.parts, context.maxMessageBytes);
      requireContent(params.parts);
      const facts = { newMessageId: context.ids.next('message'), newRunId: context.ids.next('run') };
      return call.command('sendMessage', params, ({ control }, by) =>
        decideSendMessage(control, by.participantId, params, facts),
      );
    },

    async sendTrace(params) {
      const execution = executionOf(params);
      if (execution !== null) return sendExecutionTrace(call, params, execution);
      throw new AgentChatError('UnknownMethod', 'sendTrace without an execution is not there yet.');
    },

    async clearTurn(params) {
      const execution = executionOf(params);
      if (execution !== null) return clearExecutionTurn(call, params, execution);
      throw new AgentChatError('UnknownMethod', 'clearTurn without an execution is not there yet.');
    },

    async editQueued(given) {
      if (caller.kind === 'visitor') requireVisitorParts(given.parts);
      const params = caller.kind === 'visitor' ? withPlainText(given) : given;
      requireSize(params.parts, context.maxMessageBytes);
      requireContent(params.parts);
      return call.command('editQueued', params, ({ control }, by) => decideEditQueued(control, by, params));
    },

    cancelQueued: (params) =>
      call.command('cancelQueued', params, ({ control }, by) => decideCancelQueued(control, by, params)),

    stop: (params) =>
      call.command('stop', params, ({ control }, by) => decideStop(control, by.participantId, params)),
  };
}
