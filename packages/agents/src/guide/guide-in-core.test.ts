import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { type ConversationEvent, type Frame, isMessageEvent, textOf } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { CORPUS } from '../test-support/corpus.js';
import { createGuide } from './create-guide.js';

/** Asks the guide through a real orchestrator; `onFrame` sees what a viewer sees. */
async function converse(
  paceMs: number,
  onFrame: (frame: Frame, stop: () => Promise<unknown>) => void = () => undefined,
) {
  const orchestrator = createOrchestrator({
    store: createMemoryStore(),
    agents: { guide: createGuide({ documents: CORPUS, paceMs }) },
  });
  const api = orchestrator.as({ kind: 'member', tenant: 'test', participantId: 'ada' });
  const { conversationId } = await api.call('createConversation', {
    clientRequestId: 'create',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'guide', kind: 'agent', displayName: 'Guide' },
    ],
  });
  await api.call('sendMessage', {
    conversationId,
    clientRequestId: 'ask',
    parts: [{ type: 'text', partId: 'p1', text: 'How do I heat the oven?' }],
  });
  const events: ConversationEvent[] = [];
  const stopTurn = () => api.call('stop', { conversationId, clientRequestId: 'stop', turn: 2 });
  for await (const frame of api.subscribe({ conversationId, cursor: '0' })) {
    onFrame(frame, stopTurn);
    if (frame.kind !== 'event') continue;
    events.push(frame.data);
    if (frame.data.author === 'guide' && frame.data.finality !== 'none') break;
  }
  await orchestrator.close();
  const closing = events.at(-1);
  if (closing === undefined || !isMessageEvent(closing)) throw new Error('There is no answer.');
  return { events, closing };
}

describe('the guide in an orchestrator', () => {
  it('streams drafts, logs its lookup, and closes its turn', async () => {
    let drafts = 0;
    const { events, closing } = await converse(1, ({ kind }) => {
      if (kind === 'draft') drafts += 1;
    });
    expect(drafts).toBeGreaterThan(5);
    expect(events.filter(({ author }) => author === 'guide').map(({ type }) => type)).toEqual([
      'message',
      'tool_call',
      'tool_started',
      'tool_result',
      'message',
    ]);
    expect(closing.payload.outcome).toEqual({ status: 'complete' });
    expect(textOf(closing.payload.parts)).toContain('Call `heat(degrees)`.');
  });

  it('ends its sentence when it is stopped', async () => {
    let isAsked = false;
    const { closing } = await converse(5, (frame, stop) => {
      if (
        isAsked ||
        frame.kind !== 'draft' ||
        frame.data.kind !== 'text' ||
        !frame.data.text.includes('Call')
      )
        return;
      isAsked = true;
      void stop();
    });
    expect(closing.payload.outcome).toMatchObject({ status: 'stopped', reason: { code: 'stopped_by_user' } });
    expect(textOf(closing.payload.parts)).toMatch(/\.$/);
  });
});
