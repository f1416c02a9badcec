import type { Caller, Frame } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { ADA, create, say, start } from './orchestrator-fixture.js';

export const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
export const OTHER: Caller = { kind: 'agent', tenant: 'default', participantId: 'other' };

export type Held = { readonly conversationId: 'c1'; readonly executionId: string; readonly fence: number };

export async function begin(bot: ConversationApi): Promise<Held & { readonly turn: number }> {
  const { executionId, fence, turn } = await bot.call('startExecution', {
    conversationId: 'c1',
    agentId: 'bot',
  });
  return { conversationId: 'c1', executionId, fence, turn };
}

let requests = 0;
export const request = (): string => `remote-${++requests}`;
export const under = ({ conversationId, executionId, fence }: Held) => ({
  conversationId,
  executionId,
  fence,
});

export function answer(bot: ConversationApi, held: Held, text: string, rest: object = {}) {
  return bot.call('sendMessage', {
    ...under(held),
    clientRequestId: request(),
    parts: text === '' ? [] : [{ type: 'text', partId: 'p1', text }],
    ...rest,
  });
}

export function draft(bot: ConversationApi, held: Held, offset: number, text: string, messageId = 'm1') {
  return bot.call('appendDraft', {
    ...under(held),
    kind: 'text',
    messageId,
    partId: 'p1',
    offset,
    text,
  });
}

export async function asked(
  options: Parameters<typeof start>[1] = {},
  agents: Parameters<typeof start>[0] = {},
) {
  const { orchestrator, store } = start(agents, options);
  const ada = orchestrator.as(ADA);
  await create(ada);
  await ada.call('sendMessage', say('Hello'));
  return { orchestrator, store, ada, bot: orchestrator.as(BOT) };
}

export const ofTurnCleared = ({ type }: { type: string }): boolean => type === 'turn_cleared';

export function drafted(frames: readonly Frame[]): unknown[] {
  return frames.flatMap((frame) => {
    if (frame.kind !== 'draft') return [];
    const { draftId, offset, text } = frame.data;
    return [{ draftId, offset, text }];
  });
}
