import { expect, fixture, html } from '@open-wc/testing';
import { textOf } from '@agent-chat/protocol';
import { beforeEach, describe, it } from 'vitest';
import { ConversationScript, textPart } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { connection, ScriptedClient } from '../test-support/scripted-client.js';
import type { AgentChat } from './chat.js';
import '../define.js';

/** What a chat with that client tells of, from now on. */
async function answersOf(client: ScriptedClient): Promise<readonly string[]> {
  const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
  const answers: string[] = [];
  chat.addEventListener('agent-chat-answer', ({ parts }) => answers.push(textOf(parts)));
  await nextFrame();
  return answers;
}

describe('the answers that agent-chat tells of', () => {
  beforeEach(() => sessionStorage.clear());

  it('has among them one behind which a message that had waited was taken up at once', async () => {
    const script = shortConversation().says('And then?').starts();
    const client = new ScriptedClient(script);
    const answers = await answersOf(client);
    client.follow(script.answers('Done.').says('What I had written meanwhile'));
    await nextFrame();
    expect(answers).to.deep.equal(['Done.']);
  });

  it('has among them what opens a conversation that was empty', async () => {
    const script = new ConversationScript();
    const client = new ScriptedClient(script);
    const answers = await answersOf(client);
    client.follow(script.answers('How can I help?'));
    await nextFrame();
    expect(answers).to.deep.equal(['How can I help?']);
  });

  it('has none among them that was there before', async () => {
    const client = new ScriptedClient(null, { connection: connection({ status: 'catching_up' }) });
    const answers = await answersOf(client);
    const script = new ConversationScript();
    client.follow(script);
    await nextFrame();
    client.follow(script.says('One').answers('First'));
    await nextFrame();
    client.follow(script, { connection: connection({ status: 'live' }) });
    await nextFrame();
    expect(answers).to.deep.equal([]);
  });

  it('has among them what another person has written, and nothing of the reader', async () => {
    const ada = { participantId: 'ada', kind: 'user', displayName: 'Ada' } as const;
    const script = shortConversation().logs('roster_changed', { added: [ada], removed: [] });
    const client = new ScriptedClient(script);
    const viewer = { participantId: 'visitor-1', operator: false };
    const chat = await fixture<AgentChat>(
      html`<agent-chat .client=${client} .viewer=${viewer}></agent-chat>`,
    );
    const answers: string[] = [];
    chat.addEventListener('agent-chat-answer', ({ parts }) => answers.push(textOf(parts)));
    await nextFrame();
    client.follow(script.says('Is anybody there?'));
    await nextFrame();
    client.follow(script.saysAs('ada', 'I am.'));
    await nextFrame();
    expect(answers).to.deep.equal(['I am.']);
    chat.viewer = null;
    await chat.updateComplete;
    client.follow(script.saysAs('ada', 'Whose is this?'));
    await nextFrame();
    expect(answers).to.deep.equal(['I am.']);
  });

  it('has no step of a turn among them that ended without an answer', async () => {
    const script = shortConversation().says('And then?').starts();
    const client = new ScriptedClient(script);
    const answers = await answersOf(client);
    client.follow(script.writes([textPart('First I look.')]).clears('stopped'));
    await nextFrame();
    expect(answers).to.deep.equal([]);
  });
});
