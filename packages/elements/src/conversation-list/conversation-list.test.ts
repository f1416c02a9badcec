import type { ConversationRecord } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AgentConversationList } from './conversation-list.js';
import './define.js';

const DAY_MS = 86_400_000;

function conversation(conversationId: string, daysAgo: number): ConversationRecord {
  const moment = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  const record = { conversationId, title: conversationId, participants: [], head: 1, ended: false };
  return { ...record, createdAt: moment, updatedAt: moment };
}

describe('agent-conversation-list', () => {
  it('leaves a title alone that is being changed when the list is read again', async () => {
    const list = await fixture<AgentConversationList>(
      html`<agent-conversation-list
        .conversations=${[conversation('New', 0), conversation('Old', 30)]}
      ></agent-conversation-list>`,
    );
    const titles: (string | null)[] = [];
    list.addEventListener('agent-chat-rename-conversation', ({ title }) => titles.push(title));
    list.renderRoot.querySelector<HTMLElement>('[data-id=Old] .rename')?.click();
    await list.updateComplete;
    await userEvent.keyboard('Half a ');
    // An answer has come in it.
    list.conversations = [conversation('Old', 0), conversation('New', 0)];
    await list.updateComplete;
    await userEvent.keyboard('title{Enter}');
    await list.updateComplete;
    expect(titles).to.deep.equal(['Half a title']);
    const names = [...list.renderRoot.querySelectorAll('.conversation span')].map((each) => each.textContent);
    expect(names).to.deep.equal(['Old', 'New']);
  });

  it('shows what would turn a title around, and has it in the field as it is', async () => {
    const [turned, shown] = ['a\u202eb', 'a\\u202eb'];
    const record = { ...conversation('c1', 0), title: turned };
    const list = await fixture<AgentConversationList>(
      html`<agent-conversation-list .conversations=${[record]}></agent-conversation-list>`,
    );
    const title = list.renderRoot.querySelector<HTMLElement>('.conversation span');
    const rename = list.renderRoot.querySelector<HTMLElement>('.rename');
    expect([title?.textContent, title?.title]).to.deep.equal([shown, shown]);
    expect(rename?.title).to.contain(shown);
    rename?.click();
    await list.updateComplete;
    expect(list.renderRoot.querySelector<HTMLInputElement>('form input')?.value).to.equal(turned);
  });

  it('keeps the field with the words that it is searched by, however few are left, until Escape takes them away', async () => {
    const many = Array.from({ length: 8 }, (_, index) => conversation(`Talk ${index}`, 0));
    const list = await fixture<AgentConversationList>(
      html`<agent-conversation-list .conversations=${many}></agent-conversation-list>`,
    );
    const field = (): HTMLInputElement | null => list.renderRoot.querySelector('[type=search]');
    field()?.focus();
    await userEvent.keyboard('nowhere');
    list.conversations = many.slice(1);
    await list.updateComplete;
    expect(field()?.value).to.equal('nowhere');
    const heard: string[] = [];
    list.parentElement?.addEventListener('keydown', ({ key }) => heard.push(key));
    await userEvent.keyboard('{Escape}');
    await list.updateComplete;
    expect(field()?.value).to.equal('');
    expect(list.shadowRoot?.activeElement).to.equal(field());
    expect(list.renderRoot.querySelectorAll('.conversation')).to.have.length(7);
    expect(heard, 'the words alone').to.deep.equal([]);
    await userEvent.keyboard('{Escape}');
    expect(heard).to.deep.equal(['Escape']);
  });

  it('keeps its button, with the focus on it, while older ones are loaded, and says that it is they who failed', async () => {
    const list = await fixture<AgentConversationList>(
      html`<agent-conversation-list
        older="more"
        .conversations=${[conversation('New', 0)]}
      ></agent-conversation-list>`,
    );
    let wanted = 0;
    list.addEventListener('agent-chat-older-list', () => {
      wanted += 1;
    });
    const button = list.renderRoot.querySelector<HTMLElement>('[part=older]')!;
    const said = (): string | undefined => list.renderRoot.querySelector('[role=status]')?.textContent.trim();
    button.focus();
    await userEvent.keyboard('{Enter}');
    list.older = 'loading';
    await list.updateComplete;
    await userEvent.keyboard('{Enter}');
    expect(wanted).to.equal(1);
    expect([list.shadowRoot?.activeElement, button.ariaBusy]).to.deep.equal([button, 'true']);
    expect(said()).to.equal('Loading older conversations…');
    await expect(list).to.be.accessible();
    list.older = 'failed';
    await list.updateComplete;
    expect(said()).to.equal('Older conversations could not be loaded.');
    await userEvent.keyboard('{Enter}');
    expect(wanted).to.equal(2);
    expect(list.shadowRoot?.activeElement).to.equal(button);
  });

  it('keeps the focus with its conversation, also when that comes to stand under another day', async () => {
    const list = await fixture<AgentConversationList>(
      html`<agent-conversation-list
        .conversations=${[conversation('First', 1), conversation('Second', 1), conversation('Third', 1)]}
      ></agent-conversation-list>`,
    );
    const buttonOf = (id: string, part: string) =>
      list.renderRoot.querySelector<HTMLElement>(`[data-id=${id}] .${part}`);
    for (const part of ['conversation', 'rename']) {
      list.conversations = [conversation('First', 1), conversation('Second', 1), conversation('Third', 1)];
      await list.updateComplete;
      buttonOf('Second', part)?.focus();
      list.conversations = [conversation('New', 0), ...list.conversations];
      await list.updateComplete;
      expect(list.shadowRoot?.activeElement).to.equal(buttonOf('Second', part));
      list.conversations = list.conversations.map((each) =>
        each.conversationId === 'Second' ? conversation('Second', 30) : each,
      );
      await list.updateComplete;
      expect(list.shadowRoot?.activeElement).to.equal(buttonOf('Second', part));
    }
    // It has ended meanwhile: nothing more can be changed in it.
    list.conversations = [{ ...conversation('Second', 30), ended: true }];
    await list.updateComplete;
    expect(list.shadowRoot?.activeElement).to.equal(buttonOf('Second', 'conversation'));
  });

  it('keeps its button, with the focus on it, while the list is tried again, and says it each time that it failed', async () => {
    const list = await fixture<AgentConversationList>(
      html`<agent-conversation-list status="failed"></agent-conversation-list>`,
    );
    let wanted = 0;
    list.addEventListener('agent-chat-retry-list', () => {
      wanted += 1;
    });
    const button = list.renderRoot.querySelector<HTMLElement>('.retry-list')!;
    const said = (): string | undefined => list.renderRoot.querySelector('[role=alert]')?.textContent.trim();
    button.focus();
    await userEvent.keyboard('{Enter}');
    list.status = 'loading';
    await list.updateComplete;
    await userEvent.keyboard('{Enter}');
    expect(wanted).to.equal(1);
    expect([list.shadowRoot?.activeElement, button.ariaBusy]).to.deep.equal([button, 'true']);
    expect(said()).to.equal('');
    await expect(list).to.be.accessible();
    list.status = 'failed';
    await list.updateComplete;
    expect([list.shadowRoot?.activeElement, button.ariaBusy]).to.deep.equal([button, 'false']);
    expect(said()).to.equal('The conversations could not be loaded');
    Object.assign(list, { status: 'ready', conversations: [conversation('New', 0)] });
    await list.updateComplete;
    expect(list.shadowRoot?.activeElement).to.equal(list.renderRoot.querySelector('.conversation'));
  });

  it('offers to begin one where there is none yet', async () => {
    const list = await fixture<AgentConversationList>(
      html`<agent-conversation-list></agent-conversation-list>`,
    );
    let begun = 0;
    list.addEventListener('agent-chat-new-conversation', () => {
      begun += 1;
    });
    list.renderRoot.querySelector<HTMLElement>('.scroller button')?.click();
    expect(begun).to.equal(1);
  });
});
