import { type ConversationEvent, foldEvent } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript, textPart } from '../test-support/conversation-script.js';
import { fromEnd, listFor, scroller, settled, texts, toLatest } from '../test-support/list-fixture.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { draft, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMessage } from '../message/message.js';
import type { AgentMessageList } from './message-list.js';

const spoken = (list: AgentMessageList): string[] => texts(list, '[aria-live=polite] p');
const messages = (list: AgentMessageList): Element[] => [
  ...list.renderRoot.querySelectorAll('agent-message'),
];

const DUE = { nextParticipantId: 'guide', kind: 'start_turn', turn: 99 } as const;

function shownText(list: AgentMessageList): string {
  const within = (root: ParentNode): string =>
    [...root.children]
      .map((child) =>
        child.localName === 'style'
          ? ''
          : child.textContent + within(child) + within(child.shadowRoot ?? new DocumentFragment()),
      )
      .join(' ');
  return within(list.renderRoot);
}

describe('agent-message-list', () => {
  it('is a log with an article for each message, and accessible', async () => {
    const list = await listFor(SAMPLES.answered());
    expect(scroller(list).getAttribute('role')).to.equal('log');
    expect(list.renderRoot.querySelectorAll('[role=article]').length).to.equal(4);
    await expect(list).to.be.accessible();
  });

  it('is accessible with failures, and with what waits', async () => {
    await expect(await listFor(SAMPLES.failures())).to.be.accessible();
    await expect(await listFor(SAMPLES.waiting())).to.be.accessible();
  });

  it('shows what has no time that it knows without one', async () => {
    const script = shortConversation();
    const { state } = script;
    const payload = {
      messageId: 'odd',
      parentId: 'message-2',
      role: 'assistant',
      parts: [textPart('When?')],
    };
    const said = { ...script.events.at(-1), seq: state.control.seq + 1, turn: 3, ts: 'yesterday', payload };
    const odd = foldEvent(state, said as ConversationEvent);
    const list = await listFor(new ScriptedClient(null, { conversation: odd }));
    expect(messages(list).length).to.equal(3);
    expect(texts(list, '.day').length).to.equal(1);
  });

  it('names yesterday so from midnight on', async () => {
    const noon = new Date(2026, 10, 20, 12);
    vi.useFakeTimers({ toFake: ['Date'], now: noon });
    try {
      const script = new ConversationScript(noon.toISOString()).says('One').answers('First');
      const client = new ScriptedClient(script);
      const list = await listFor(client);
      expect(texts(list, '.day')).to.deep.equal(['Today']);
      vi.setSystemTime(new Date(2026, 10, 21, 12));
      client.follow(script.wait(24 * 3_600_000).says('Two'));
      await settled(list);
      expect(texts(list, '.day')).to.deep.equal(['Yesterday', 'Today']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('names an agent once for what it says in a row, and each day once', async () => {
    const script = new ConversationScript('2026-11-18T10:00:00.000Z').says('One').answers('First');
    script
      .wait(26 * 3_600_000)
      .says('Two')
      .starts();
    script
      .writes([textPart('Let me see.')])
      .calls('c', 'look', {})
      .startsTool('c')
      .gets('c', 1)
      .answers('Second');
    const list = await listFor(new ScriptedClient(script));
    expect(texts(list, '.author .name')).to.deep.equal(['Guide', 'Guide']);
    expect(texts(list, '.day time')).to.deep.equal(['Wednesday, November 18', 'Thursday, November 19']);
  });

  it('keeps the element of a message from its first word to its place in the log', async () => {
    const script = shortConversation().says('Go').starts();
    const client = new ScriptedClient(script, {
      drafts: [draft('Hel', { turn: script.turn, messageId: 'm9' })],
    });
    const list = await listFor(client);
    const element = messages(list).at(-1)!;
    const markdown = element.shadowRoot?.querySelector('agent-markdown');
    client.update({ drafts: [draft('Hello', { turn: script.turn, messageId: 'm9' })] });
    await settled(list);
    client.follow(script.answers('Hello.', { status: 'complete' }, 'm9'), { drafts: [] });
    await settled(list);
    expect(messages(list).at(-1)).to.equal(element);
    expect(element.shadowRoot?.querySelector('agent-markdown')).to.equal(markdown);
    expect(shownText(list)).to.contain('Hello.');
  });

  it('keeps the element of an own message from pending to logged', async () => {
    const script = shortConversation();
    const client = new ScriptedClient(script, { pending: [pendingMessage('Mine', null, 'request-5')] });
    const list = await listFor(client);
    const element = messages(list).at(-1)!;
    expect(element.getAttribute('status')).to.equal('sending');
    client.follow(script.says('Mine', 'request-5'), { pending: [] });
    await settled(list);
    expect(messages(list).at(-1)).to.equal(element);
    expect(element.getAttribute('status')).to.equal('logged');
  });

  it('marks a turn that was begun again, and hides what its first try had written', async () => {
    const script = shortConversation().says('Go').starts();
    script
      .writes([textPart('Half an answer')])
      .clears('lost')
      .starts(2)
      .answers('The whole answer.');
    const list = await listFor(new ScriptedClient(script));
    expect(texts(list, '.marker')).to.deep.equal(['The answer was interrupted and will be started again']);
    expect(shownText(list)).to.contain('The whole answer.').and.not.contain('Half an answer');
  });

  it('names events that it does not know, and leaves out what is for inspectors', async () => {
    const script = shortConversation()
      .logs('moon_phase', { phase: 'full' })
      .logs('note', { text: 'A note.' });
    const list = await listFor(new ScriptedClient(script));
    expect(texts(list, '.marker')).to.deep.equal(['An event of type “moon_phase”', 'A note.']);
  });

  it('shows an approval under the name of who asks, and the call as waiting for it', async () => {
    const list = await listFor(SAMPLES.approval());
    await waitUntil(() => customElements.get('agent-approval') !== undefined);
    const approval = list.renderRoot.querySelector('agent-approval');
    await approval?.updateComplete;
    expect(approval?.renderRoot.textContent).to.contain('Guide asks to use send_email');
    expect([...list.renderRoot.querySelectorAll('agent-tool-call')].at(-1)?.status).to.equal('asked');
    // Nothing goes on before somebody has answered.
    expect(texts(list, '.typing')).to.deep.equal([]);
    await expect(list).to.be.accessible();
  });

  it('gathers the steps of a turn where the first of them stands', async () => {
    const script = shortConversation().says('Go').starts();
    script.steps('plan', 'start').calls('c', 'look', {}).startsTool('c').gets('c', 1);
    const client = new ScriptedClient(script.steps('plan', 'ok', { latencyMs: 20, costMicroUsd: 1_234 }));
    const list = await listFor(client);
    await waitUntil(() => customElements.get('agent-steps') !== undefined);
    const kinds = [...list.renderRoot.querySelectorAll('agent-steps, agent-tool-call')];
    expect(kinds.map(({ localName }) => localName)).to.deep.equal(['agent-steps', 'agent-tool-call']);
    const [steps] = list.renderRoot.querySelectorAll('agent-steps');
    await steps?.updateComplete;
    expect(steps?.renderRoot.textContent.replace(/\s+/g, ' ')).to.contain('$0.0012');
    expect(steps?.running).to.equal(true);
    client.follow(script.steps('write', 'start').answers('Done.'));
    await settled(list);
    expect(steps?.running).to.equal(false);
    expect(steps?.events).to.have.length(3);
  });

  it('says in words what changed and what was asked', async () => {
    const script = shortConversation();
    const budget = { meter: 'money', scope: { kind: 'conversation', id: 'c' }, window: 'day' } as const;
    script
      .logs('autopilot_set', { level: 2 })
      .logs('budget_set', { ...budget, limit: 5_000_000 })
      .logs('budget_exceeded', {
        budget: { ...budget, limit: 5_000_000 },
        used: 4_990_000,
        requested: 20_000,
      })
      .logs('paused', { reason: { code: 'budget', message: 'The budget is used up.' } })
      .logs('resumed', {})
      .logs('handoff', { to: 'guide', reason: 'It knows this.' })
      .logs('roster_changed', {
        added: [{ participantId: 'bea', kind: 'user', displayName: 'Bea' }],
        removed: [],
      })
      .logs('run_changed', { runId: 'r', status: 'running', previousStatus: null })
      .logs('run_changed', { runId: 'r', status: 'completed', previousStatus: 'running' })
      .logs('usage', { model: 'm', inputTokens: 1, outputTokens: 1, latencyMs: 1 })
      .logs('action_invoked', { messageId: 'message-2', actionId: 'explain', agentId: 'guide' })
      .logs('action_settled', { actionSeq: 15, outcome: 'failed', message: 'Nobody knows.' });
    const list = await listFor(new ScriptedClient(script));
    expect(texts(list, '.marker')).to.deep.equal([
      'Autopilot is at level 2',
      'Budget: $5.00 a day',
      'The budget is used up: $4.99 of $5.00 a day',
      'Paused: The budget is used up.',
      'Goes on',
      'Handed over to Guide: It knows this.',
      'Joined: Bea',
      'The run is complete',
      'Assistant asked: Why? · This failed: Nobody knows.',
    ]);
    await expect(list).to.be.accessible();
  });

  describe('scrolling', () => {
    it('begins at the end and stays there while an answer grows', async () => {
      const script = new ConversationScript().says('Go').starts();
      const client = new ScriptedClient(script);
      const list = await listFor(client);
      for (let lines = 5; lines <= 60; lines += 5) {
        client.update({ drafts: [draft('A line of text.\n\n'.repeat(lines), { turn: script.turn })] });
        await settled(list);
        expect(fromEnd(scroller(list))).to.be.at.most(1);
      }
      expect(scroller(list).scrollTop).to.be.greaterThan(500);
      expect(toLatest(list).hidden).to.equal(true);
    });

    it('begins an empty conversation at the start of its welcome, and follows what comes then', async () => {
      const script = new ConversationScript();
      const client = new ScriptedClient(script);
      const provider = await fixture<HTMLElement>(
        html`<agent-chat-provider .client=${client} locale="en">
          <agent-message-list style="block-size: 200px; inline-size: 390px">
            <div slot="empty" style="block-size: 600px">Welcome</div>
          </agent-message-list>
        </agent-chat-provider>`,
      );
      const list = provider.querySelector('agent-message-list')!;
      await settled(list);
      expect(scroller(list).scrollTop).to.equal(0);
      expect(fromEnd(scroller(list))).to.be.greaterThan(300);
      client.follow(script.says('Go\n\n'.repeat(20)).starts());
      await settled(list);
      expect(fromEnd(scroller(list))).to.be.at.most(1);
    });

    it('leaves a reader who has scrolled up where he is, and offers the way back', async () => {
      const script = SAMPLES.long().getState().conversation!;
      const client = new ScriptedClient(null, { conversation: script });
      const list = await listFor(client);
      scroller(list).scrollTop -= 300;
      await nextFrame();
      await nextFrame();
      const place = scroller(list).scrollTop;
      expect(toLatest(list).hidden).to.equal(false);
      expect(toLatest(list).getAttribute('aria-label')).to.equal('To the latest message');
      client.update({ drafts: [draft('Something new.\n\n'.repeat(30), { turn: 99 })] });
      await settled(list);
      expect(scroller(list).scrollTop).to.equal(place);
      expect(toLatest(list).getAttribute('aria-label')).to.equal('1 new message');
      await expect(list).to.be.accessible();
      toLatest(list).focus();
      await userEvent.keyboard('{Enter}');
      await waitUntil(() => fromEnd(scroller(list)) <= 1);
      await nextFrame();
      expect(toLatest(list).hidden).to.equal(true);
      expect(list.shadowRoot?.activeElement).to.equal(scroller(list));
    });

    it('goes to the end when the reader sends something', async () => {
      const client = SAMPLES.long();
      const list = await listFor(client);
      scroller(list).scrollTop = 0;
      await nextFrame();
      client.update({ pending: [pendingMessage('Here I am')], guidance: DUE });
      await settled(list);
      expect(texts(list, '.typing').length).to.equal(1);
      expect(fromEnd(scroller(list))).to.be.at.most(1);
    });
  });

  describe('for screen readers', () => {
    it('announces each finished sentence once, with the name first', async () => {
      const script = shortConversation().says('Go').starts();
      const client = new ScriptedClient(script);
      const list = await listFor(client);
      const full = 'The **log** is ordered. Each event has a [seq](https://a.example). And then';
      for (let end = 3; end <= full.length; end += 3) {
        client.update({ drafts: [draft(full.slice(0, end), { turn: script.turn, messageId: 'm7' })] });
        await nextFrame();
      }
      client.follow(script.answers(`${full} it ends.`, { status: 'complete' }, 'm7'), { drafts: [] });
      await settled(list);
      expect(spoken(list)).to.deep.equal([
        'Guide: The log is ordered.',
        'Each event has a seq.',
        'And then it ends.',
      ]);
    });

    it('announces an answer that is begun again from its start', async () => {
      const script = shortConversation().says('Go').starts();
      const client = new ScriptedClient(script);
      const list = await listFor(client);
      const attempt = async (text: string, draftId: string): Promise<void> => {
        client.update({ drafts: [draft(text, { turn: script.turn, messageId: 'm7', draftId })] });
        await settled(list);
      };
      await attempt('First. And then', 'm7/p1/1');
      await attempt('It was ', 'm7/p1/1.1');
      await attempt('It was otherwise. And', 'm7/p1/1.1');
      expect(spoken(list)).to.deep.equal(['Guide: First.', 'Guide: It was otherwise.']);
    });

    it('announces that somebody is asked for an approval, once', async () => {
      const script = shortConversation().says('Go').starts().calls('c', 'send_email', {});
      const client = new ScriptedClient(script);
      const list = await listFor(client);
      client.follow(script.asks('approval-1'));
      await settled(list);
      client.follow(script.resolves('approval-1'));
      await settled(list);
      expect(spoken(list)).to.deep.equal(['Guide asks to use send_email']);
    });

    it('does not announce what was there before', async () => {
      expect(spoken(await listFor(SAMPLES.answered()))).to.deep.equal([]);
    });

    it('announces how an answer ended when it is not whole', async () => {
      const script = shortConversation().says('Go').starts();
      const client = new ScriptedClient(script);
      const list = await listFor(client);
      client.follow(script.answers('Half.', { status: 'stopped' }));
      await settled(list);
      expect(spoken(list)).to.deep.equal(['Guide: Half. Stopped']);
      client.follow(script.says('More').starts().clears('restart'));
      await settled(list);
      expect(spoken(list).at(-1)).to.equal('The answer was interrupted and started again');
    });

    it('has no live region in the log itself, where every piece would be read', async () => {
      const list = await listFor(SAMPLES.streaming());
      expect(scroller(list).getAttribute('aria-live')).to.equal('off');
    });
  });

  it('renders nothing of the past while an answer grows', async () => {
    const script = SAMPLES.answered().getState().conversation!;
    const client = new ScriptedClient(null, { conversation: script, drafts: [draft('A', { turn: 99 })] });
    const list = await listFor(client);
    let updates = 0;
    for (const message of messages(list).slice(0, -1)) {
      (message as AgentMessage).addController({ hostUpdate: () => (updates += 1) });
    }
    for (let words = 1; words < 10; words++) {
      client.update({ drafts: [draft('word '.repeat(words), { turn: 99 })] });
      await settled(list);
    }
    expect(shownText(list)).to.contain('word word');
    expect(updates).to.equal(0);
  });

  it('keeps the focus on a control of an old message while a new one grows', async () => {
    const script = shortConversation();
    script.says('Go').starts();
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    const copy = messages(list)[1]
      ?.shadowRoot?.querySelector('agent-copy-button')
      ?.shadowRoot?.querySelector('button');
    copy?.focus();
    for (let words = 1; words < 40; words += 4) {
      client.update({ drafts: [draft('word '.repeat(words), { turn: script.turn })] });
      await nextFrame();
    }
    expect(messages(list)[1]?.matches(':focus-within')).to.equal(true);
  });
});
