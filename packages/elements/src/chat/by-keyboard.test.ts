import { expect } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { chatWith, focused, focusedElement, reach } from '../test-support/by-keyboard.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { sampleDirectory } from '../test-support/sample-directory.js';
import { scriptedUploads, textFile } from '../test-support/sample-files.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

const RULES = { maxFiles: 2, maxFileSizeMb: 1, allowedFileTypes: ['text/plain'] };

const last = (client: ScriptedClient): string => JSON.stringify(client.commands.at(-1));

describe('by keyboard alone a person', () => {
  beforeEach(() => sessionStorage.clear());

  it('answers an approval', async () => {
    const client = SAMPLES.approval();
    const chat = await chatWith(client);
    const list = (): ShadowRoot | null | undefined =>
      chat.renderRoot.querySelector('agent-message-list')?.shadowRoot;
    await waitUntil(
      () => list()?.querySelector('agent-approval')?.shadowRoot?.querySelector('button') != null,
    );
    await reach(/^Approve$/);
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => last(client).includes('approve'), 'the answer');
  });

  it('says something else, goes back to another version, and reads a source', async () => {
    const citations = [{ marker: '1', title: 'A log', url: 'https://a.example/log' }];
    const text = { type: 'text', partId: 'p1', text: 'As it says [1].', citations } as const;
    const script = new ConversationScript().says('Why?').answers('First.', undefined, 'first');
    const client = new ScriptedClient(script.regenerates('first').answers([text]));
    const chat = await chatWith(client);
    await waitUntil(
      () =>
        chat.renderRoot.querySelector('agent-message-list')?.shadowRoot?.querySelectorAll('agent-message')
          .length === 2,
    );
    await reach(/^Previous version$/);
    await userEvent.keyboard('{Enter}');
    expect(last(client)).to.contain('selectBranch');
    await reach(/^Source 1: A log$/);
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => focused().includes('A log'), 'the panel');
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => focused().startsWith('Source 1'), 'the chip again');
    await reach(/^Edit, and send again$/);
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => focusedElement()?.localName === 'textarea', 'the field');
    await userEvent.keyboard(' Really?{Enter}');
    await waitUntil(() => last(client).includes('Really?'), 'the message');
  });

  it('takes a file out again', async () => {
    const client = new ScriptedClient(shortConversation());
    client.upload = scriptedUploads().upload;
    const chat = await chatWith(client, { uploadRules: RULES });
    const composer = chat.renderRoot.querySelector('agent-composer')!;
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    await reach(/^Attach/);
    await reach(/^Remove plan\.txt$/);
    await userEvent.keyboard('{Enter}');
    await composer.updateComplete;
    expect(composer.renderRoot.querySelector('.file')).to.equal(null);
    expect(focused()).to.equal('Message');
  });

  it('gives a conversation another title, and goes to another one', async () => {
    const directory = sampleDirectory();
    const chat = await chatWith(SAMPLES.answered(), { directory });
    const list = () => chat.renderRoot.querySelector('agent-conversation-list');
    await waitUntil(() => list()?.shadowRoot?.querySelector('.rename') != null, 'the list');
    await reach(/^Rename “A conversation”$/);
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => focused() === 'Title of the conversation', 'the field');
    await userEvent.keyboard('Another title{Enter}');
    await waitUntil(() => directory.asked.some((each) => each.endsWith('Another title')), 'the title');
    const wanted: string[] = [];
    chat.addEventListener('agent-chat-select-conversation', (event) => wanted.push(event.conversationId));
    await reach(/^Which transport/, '{Tab}');
    await userEvent.keyboard('{Enter}');
    expect(wanted).to.deep.equal(['conversation-2']);
  });
});
