import { decideCancelQueued, decideEditQueued } from '../../decide/queue.js';
import { decideSendMessage } from '../../decide/send-message.js';
import { decideStop } from '../../decide/stop.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import {
  requireContent,
  requireSize,
  requireVisitorMessage,
  requireVisitorParts,
  withPlainText,
} from './message-content.js';

export function messageHandlers(
  call: ApiCall,
): HandlersOf<'sendMessage' | 'editQueued' | 'cancelQueued' | 'stop'> {
  const { caller, context } = call;
  return {
    async sendMessage(given) {
      if (caller.kind === 'visitor') requireVisitorMessage(given);
      const params = caller.kind === 'visitor' ? withPlainText(given) : given;
      requireSize(params.parts, context.maxMessageBytes);
      requireContent(params.parts);
      const facts = { newMessageId: context.ids.next('message'), newRunId: context.ids.next('run') };
      return call.command('sendMessage', params, ({ control }, by) =>
        decideSendMessage(control, by.participantId, params, facts),
      );
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
