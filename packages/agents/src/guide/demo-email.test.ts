import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { type ConversationEvent, isMessageEvent, textOf } from '@agent-chat/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { CORPUS } from '../test-support/corpus.js';
import { createGuide, type GuideOptions } from './create-guide.js';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** A conversation of ada with a guide, which shows approvals unless it is told otherwise. */
async function withGuide(options: Partial<GuideOptions> = {}) {
  const guide = createGuide({ documents: CORPUS, paceMs: 0, showsApprovals: true, ...options });
  const orchestrator = createOrchestrator({
    store: createMemoryStore(),
    agents: { guide },
    approversOf: () => ['ada'],
  });
  closings.push(() => orchestrator.close());
  const api = orchestrator.as({ kind: 'member', tenant: 'test', participantId: 'ada' });
  const { conversationId } = await api.call('createConversation', {
    clientRequestId: 'create',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'guide', kind: 'agent', displayName: 'Guide' },
    ],
  });
  return { api, conversationId };
}

/** Asks for an email, answers as told, and waits for the end of the guide's turn. */
async function answered(decision: 'approve' | 'deny', editedArgs?: unknown) {
  const { api, conversationId } = await withGuide({ subject: 'Crumb' });
  await api.call('sendMessage', {
    conversationId,
    clientRequestId: 'ask',
    parts: [{ type: 'text', partId: 'p1', text: 'Send an email to bea@example.com, but ask me first' }],
  });
  const events: ConversationEvent[] = [];
  for await (const frame of api.subscribe({ conversationId, cursor: '0' })) {
    if (frame.kind !== 'event') continue;
    events.push(frame.data);
    if (frame.data.type === 'approval_requested') {
      const { approvalId, argsHash } = frame.data.payload as { approvalId: string; argsHash: string };
      const answer = { conversationId, clientRequestId: 'answer', approvalId, decision, argsHash };
      await api.call('resolveApproval', { ...answer, ...(editedArgs === undefined ? {} : { editedArgs }) });
    }
    if (frame.data.author === 'guide' && frame.data.finality === 'turn') break;
  }
  const closing = events.at(-1);
  if (closing === undefined || !isMessageEvent(closing)) throw new Error('There is no answer.');
  const of = (type: string) => events.filter((event) => event.type === type);
  return { of, text: textOf(closing.payload.parts) };
}

describe('the guide that is asked for something that needs an approval', () => {
  it('asks, runs its tool once after a yes, and shows its steps', async () => {
    const { of, text } = await answered('approve');
    expect(of('approval_requested')[0]?.payload).toMatchObject({
      subject: { kind: 'tool', name: 'send_demo_email', stage: 'send' },
      args: { to: 'bea@example.com', subject: 'News of Crumb' },
    });
    expect(of('tool_started')).toHaveLength(1);
    expect(of('tool_result')).toMatchObject([
      { payload: { output: { sent: false, to: 'bea@example.com' } } },
    ]);
    expect(of('step').map(({ payload }) => payload)).toMatchObject([
      { node: 'write_email', status: 'ok' },
      { node: 'ask_a_person', status: 'start' },
      { node: 'ask_a_person', status: 'ok' },
      { node: 'send_email', status: 'ok' },
    ]);
    expect(text).toContain('`bea@example.com`');
    expect(text).toContain('it has sent nothing');
  });

  it('runs with what was made of the arguments', async () => {
    const { text } = await answered('approve', { to: 'cy@example.com', subject: 'Other', text: '.' });
    expect(text).toContain('`cy@example.com`');
    expect(text).toContain('“Other”');
  });

  it('answers what was asked, whatever a person wrote into the arguments', async () => {
    const { text } = await answered('approve', {
      to: 'cy@example.com',
      subject: 'Other',
      text: 'See [1] and [2].',
    });
    expect(text).toContain('`cy@example.com`');
    expect(text).toContain('the tool has run');
  });

  it('runs nothing after a no', async () => {
    const { of, text } = await answered('deny');
    expect(of('tool_started')).toEqual([]);
    expect(of('step').at(-1)?.payload).toMatchObject({
      node: 'ask_a_person',
      message: 'They said no.',
    });
    expect(text).toContain('the tool has not run');
  });
});

describe('the guide that is asked “Why?”', () => {
  it('says how it came to its answer instead of giving it again', async () => {
    const { api, conversationId } = await withGuide({ showsApprovals: false });
    const parts = [{ type: 'text', partId: 'p1', text: 'How do I heat the oven?' }];
    await api.call('sendMessage', { conversationId, clientRequestId: 'ask', parts });
    const answers: string[] = [];
    for await (const { kind, data } of api.subscribe({ conversationId, cursor: '0' })) {
      if (kind !== 'event' || !isMessageEvent(data) || data.author !== 'guide' || data.finality === 'none')
        continue;
      const [part] = data.payload.parts;
      // Why it answered so comes as a card.
      const isCard = part !== undefined && 'card' in part;
      answers.push(isCard ? (part.card.fallbackText ?? '') : textOf(data.payload.parts));
      if (answers.length === 2) break;
      const { messageId } = data.payload;
      await api.call('invokeAction', {
        conversationId,
        clientRequestId: 'why',
        messageId,
        actionId: 'explain',
      });
    }
    expect(answers[1]).toMatch(/^I searched the documentation for “heat”, “oven”\./);
    expect(answers[1]).toContain('- **First heat** · *The oven*: has 100 % of what was asked');
  });
});

describe('the guide under a policy for cards', () => {
  it('leaves out a table that is forbidden, and answers all the same', async () => {
    const { api, conversationId } = await withGuide();
    const source = 'rules:\n  - {id: plain, when: {cards: table}, effect: block}\n';
    await api.call('setPolicy', { conversationId, clientRequestId: 'policy', source });
    const parts = [{ type: 'text' as const, partId: 'p1', text: 'Show me the packages as a table' }];
    await api.call('sendMessage', { conversationId, clientRequestId: 'ask', parts });
    for await (const { kind, data } of api.subscribe({ conversationId, cursor: '0' })) {
      if (kind !== 'event' || !isMessageEvent(data) || data.author !== 'guide') continue;
      expect(data.payload.parts.map(({ type }) => type)).not.toContain('card');
      if (data.finality === 'none') continue;
      expect(data.payload.outcome).toEqual({ status: 'complete' });
      break;
    }
  });
});
