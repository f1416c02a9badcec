import type { Part } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { GUIDE, VISITOR } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { listFor, settled, texts } from '../test-support/list-fixture.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { draft, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

const ADA = { participantId: 'ada', kind: 'user', displayName: 'Ada' } as const;
const spoken = (list: AgentMessageList): string[] => texts(list, '[aria-live=polite] p');

/** What is heard of an answer that is written a few letters at a time, in the order of it. */
async function heardOf(text: string): Promise<string[]> {
  const script = shortConversation().says('Go').starts();
  const client = new ScriptedClient(script);
  const list = await listFor(client);
  const heard: string[] = [];
  new MutationObserver((mutations) => {
    for (const { addedNodes } of mutations) {
      for (const node of addedNodes) if (node instanceof HTMLParagraphElement) heard.push(node.textContent);
    }
  }).observe(list.renderRoot.querySelector('[aria-live=polite]')!, { childList: true });
  for (let end = 0; end < text.length; end += 7) {
    client.update({ drafts: [draft(text.slice(0, end), { turn: script.turn, messageId: 'live' })] });
    await nextFrame();
  }
  client.follow(script.answers(text, undefined, 'live'), { drafts: [] });
  await settled(list);
  return heard;
}

describe('what agent-message-list announces of an answer', () => {
  it('is each sentence of everything that markdown has, once and whole', async () => {
    const text = [
      '# A heading',
      'One sentence with `code.call()` and **two. The** other, of v1.2.3.',
      '- an item\n- another. With two sentences.\n  1. one within\n  2. and another',
      '> quoted words',
      '| head | column |\n|---|---|\n| cell one | cell two |',
      '```js\nconst secret = 1;\n```',
      'A note[^1] here. ![a picture](https://pictures.example/a.png) ends it.',
      '[^1]: What the note says.',
      '---',
      '- [x] a task',
      'Last words without an end',
    ].join('\n\n');
    expect((await heardOf(text)).join(' ')).to.equal(
      `Guide: A heading One sentence with code.call() and two. The other, of v1.2.3. an item another.
      With two sentences. one within and another quoted words head, column cell one, cell two
      (a block of code) A note here. a picture ends it. What the note says. a task
      Last words without an end`.replaceAll(/\s+/g, ' '),
    );
  });
});

describe('what agent-message-list announces beside answers', () => {
  it('is what others write, and nothing of the reader', async () => {
    const script = shortConversation().logs('roster_changed', { added: [ADA], removed: [] });
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    client.update({ pending: [pendingMessage('From here', null, 'request-7')] });
    await settled(list);
    client.follow(script.says('From here', 'request-7').saysAs('ada', 'I am **here** now.'), { pending: [] });
    await settled(list);
    expect(spoken(list)).to.deep.equal(['Ada: I am here now.']);
  });

  it('is nothing that the only person has written elsewhere', async () => {
    const script = shortConversation();
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    client.follow(script.says('In another tab'));
    await settled(list);
    expect(spoken(list)).to.deep.equal([]);
  });

  it('is who is asked, and what', async () => {
    const script = shortConversation().says('Go').starts();
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    client.follow(script.queries('q1', 'Which list?', VISITOR.participantId));
    await settled(list);
    expect(spoken(list)).to.deep.equal(['Guide asks You: Which list?']);
    client.follow(script.replies('q1', 'The first.'));
    await settled(list);
    expect(spoken(list)).to.have.length(1);
  });

  it('is why an answer has failed, with what cannot be seen or turns words around', async () => {
    const script = shortConversation().says('Go').starts();
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    const reason = { code: 'x', message: 'a\u202eb\u200bc', retryable: true };
    client.follow(script.answers('Half', { status: 'failed', reason }));
    await settled(list);
    expect(spoken(list)).to.deep.equal(['Guide: Half The answer failed: a\\u202eb\\u200bc']);
  });

  it('is what stops the work, and who goes on', async () => {
    const script = shortConversation();
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    const reason = { code: 'budget', message: 'The week is used up.', retryable: false };
    const budget = {
      scope: { kind: 'conversation', id: 'conversation-1' },
      meter: 'money',
      window: 'week',
      limit: 2_000_000,
    };
    client.follow(
      script
        .logs('budget_exceeded', { budget, used: 2_500_000, requested: 50_000 })
        .logs('paused', { reason })
        .logs('handoff', { to: GUIDE.participantId, reason: 'It knows more.' })
        .logs('autopilot_set', { level: 2 }),
    );
    await settled(list);
    expect(spoken(list)).to.deep.equal([
      'The budget is used up: $2.50 of $2.00 a week',
      'Paused: The week is used up.',
      'Handed over to Guide: It knows more.',
    ]);
  });

  it('is the card or the file of a message without text', async () => {
    const card = { type: 'table', version: 1, data: {}, fallbackText: 'Table: Sales\nMay: 3' };
    const file = {
      type: 'attachment',
      partId: 'p2',
      attachmentId: 'a1',
      name: 'plan.pdf',
      contentType: 'application/pdf',
    };
    const parts = [{ type: 'card', partId: 'p1', card }, file] as unknown as readonly Part[];
    const script = shortConversation().says('Go').starts();
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    client.follow(script.answers(parts));
    await settled(list);
    expect(spoken(list)).to.deep.equal(['Guide: Table: Sales, Attachment: plan.pdf']);
  });
});
