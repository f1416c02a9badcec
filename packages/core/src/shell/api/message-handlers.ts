import type { Part } from '@agent-chat/protocol';
import { decideClearTurn } from '../../decide/clear-turn.js';
import { requireSize } from '../../decide/payload-size.js';
import { decideCancelQueued, decideEditQueued } from '../../decide/queue.js';
import { decideSendMessage } from '../../decide/send-message.js';
import { decideSendTrace } from '../../decide/send-trace.js';
import { decideStop } from '../../decide/stop.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import {
  clearExecutionTurn,
  executionOf,
  guardedAs,
  sendExecutionMessage,
  sendExecutionTrace,
} from './execution-writes.js';
import { requireOptions } from './caller-settings.js';
import { requireContent, requireVisitorMessage, withPlainText } from './message-content.js';
import { filesClaimed, hasFiles, requireVisitorParts, withStoredFiles } from './message-files.js';
import { toldLater } from './told-later.js';

export function messageHandlers(
  call: ApiCall,
): HandlersOf<'sendMessage' | 'sendTrace' | 'clearTurn' | 'editQueued' | 'cancelQueued' | 'stop'> {
  const { caller, context } = call;

  /** The parts as this caller may send them. */
  function ofCaller<P extends { readonly parts: readonly Part[] }>(given: P): P {
    if (caller.kind === 'visitor') requireVisitorParts(given.parts, context);
    const params = caller.kind === 'visitor' ? withPlainText(given) : given;
    requireSize(params.parts, context.maxMessageBytes);
    requireContent(params.parts);
    return params;
  }

  const filesOf = (params: {
    readonly conversationId: string;
    readonly parts: readonly Part[];
  }): Promise<() => Part[]> => toldLater(withStoredFiles(call, params.conversationId, params.parts));

  return {
    async sendMessage(given) {
      const execution = executionOf(given);
      if (execution !== null) return sendExecutionMessage(call, given, execution);
      if (caller.kind === 'visitor') requireVisitorMessage(given);
      requireOptions(call, given.options);
      requireSize(given.options?.custom ?? {}, context.maxMessageBytes);
      const params = ofCaller(given);
      const stored = hasFiles(params.parts) ? await filesOf(params) : () => [...params.parts];
      const facts = { newMessageId: context.ids.next('message'), newRunId: () => context.ids.next('run') };
      return call.command(
        'sendMessage',
        params,
        (state, by) => {
          const parts = guardedAs(call, state.control, by.participantId, stored());
          return decideSendMessage(state, by.participantId, { ...params, parts }, facts);
        },
        filesClaimed(call, params.conversationId, params.parts),
      );
    },

    async sendTrace(params) {
      const execution = executionOf(params);
      if (execution !== null) return sendExecutionTrace(call, params, execution);
      requireSize(params.payload, context.maxMessageBytes);
      return call.command('sendTrace', params, (state, by) =>
        decideSendTrace(state, by.participantId, params),
      );
    },

    async clearTurn(params) {
      const execution = executionOf(params);
      if (execution !== null) return clearExecutionTurn(call, params, execution);
      return call.command('clearTurn', params, ({ control }, by) => decideClearTurn(control, by, params));
    },

    async editQueued(given) {
      const params = ofCaller(given);
      const stored = await filesOf(params);
      return call.command(
        'editQueued',
        params,
        ({ control }, by) => decideEditQueued(control, by, { ...params, parts: stored() }),
        filesClaimed(call, params.conversationId, params.parts),
      );
    },

    cancelQueued: (params) =>
      call.command('cancelQueued', params, ({ control }, by) => decideCancelQueued(control, by, params)),

    stop: (params) =>
      call.command('stop', params, ({ control }, by) => decideStop(control, by.participantId, params)),
  };
}
