import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { connection, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentConnectionStatus } from './connection-status.js';
import '../define.js';

async function statusFor(client: ScriptedClient): Promise<AgentConnectionStatus> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}><agent-connection-status></agent-connection-status></agent-chat-provider>`,
  );
  const status = provider.querySelector('agent-connection-status')!;
  await status.updateComplete;
  return status;
}

const words = (status: AgentConnectionStatus): string =>
  status.renderRoot.querySelector('[role=status]')?.textContent.trim() ?? '';

describe('agent-connection-status', () => {
  it('is silent while all is well', async () => {
    const status = await statusFor(new ScriptedClient(shortConversation()));
    expect(status.renderRoot.textContent.trim()).to.equal('');
    expect(status.getBoundingClientRect().height).to.equal(0);
  });

  it('says what is going on in every other state', async () => {
    const error = new AgentChatError('Unauthorized', 'Your session has ended.');
    const states = [
      [connection({ status: 'connecting' }), 'Connecting…'],
      [connection({ status: 'catching_up' }), 'Catching up…'],
      [connection({ status: 'reconnecting', retryAt: Date.now() + 5_000 }), 'Connection lost.'],
      [connection({ status: 'offline' }), 'You are offline. Messages are sent when you are back.'],
      [connection({ status: 'closed', error }), 'Your session has ended.'],
    ] as const;
    for (const [state, expected] of states) {
      const status = await statusFor(new ScriptedClient(shortConversation(), { connection: state }));
      expect(words(status)).to.equal(expected);
      await expect(status).to.be.accessible();
    }
  });

  it('says to nobody that the connection is back who has gone to another conversation', async () => {
    const client = new ScriptedClient(shortConversation());
    const status = await statusFor(client);
    client.update({ connection: connection({ status: 'reconnecting' }) });
    await waitUntil(() => words(status) === 'Connection lost.');
    client.update({ connection: connection({ status: 'live' }) });
    await waitUntil(() => words(status) === 'Connected');
    const provider = status.closest('agent-chat-provider')!;
    provider.client = new ScriptedClient(shortConversation());
    await provider.updateComplete;
    await waitUntil(() => words(status) === '');
  });

  it('counts down while it is in the page, and only then', async () => {
    const retryAt = Date.now() + 60_000;
    const status = await statusFor(new ScriptedClient(shortConversation()));
    const place = status.parentElement;
    const { setTimeout: platformTimeout, setInterval: platformInterval } = window;
    let timers = 0;
    const counted = (delayMs: unknown): number => (timers += delayMs === 1_000 ? 1 : 0);
    window.setTimeout = ((run: TimerHandler, delayMs?: number) => {
      counted(delayMs);
      return platformTimeout(run, delayMs);
    }) as typeof setTimeout;
    window.setInterval = ((run: TimerHandler, delayMs?: number) => {
      counted(delayMs);
      return platformInterval(run, delayMs);
    }) as typeof setInterval;
    try {
      status.remove();
      status.connection = connection({ status: 'reconnecting', retryAt });
      await status.updateComplete;
      expect(timers).to.equal(0);
      place?.append(status);
      await status.updateComplete;
      expect(timers).to.equal(1);
    } finally {
      Object.assign(window, { setTimeout: platformTimeout, setInterval: platformInterval });
    }
  });

  it('says that a session is over and offers another one, for there is nothing to try again', async () => {
    const cases = [
      ['SessionExpired', 'This conversation has expired because nothing happened in it for a while.'],
      ['SessionEnded', 'This conversation has ended.'],
    ] as const;
    for (const [code, expected] of cases) {
      const error = new AgentChatError(code, 'In the words of the server.');
      const client = new ScriptedClient(shortConversation(), {
        connection: connection({ status: 'closed', error }),
      });
      const status = await statusFor(client);
      expect(words(status)).to.equal(expected);
      await expect(status).to.be.accessible();
      let asked = 0;
      status.addEventListener('agent-chat-new-conversation', () => (asked += 1));
      const buttons = [...status.renderRoot.querySelectorAll('button')];
      expect(buttons.map((button) => button.textContent.trim())).to.deep.equal(['Start a new conversation']);
      buttons[0]?.click();
      expect(asked).to.equal(1);
    }
  });

  it('counts down to the next try, outside of what is announced', async () => {
    const retryAt = Date.now() + 4_500;
    const client = new ScriptedClient(shortConversation(), {
      connection: connection({ status: 'reconnecting', retryAt }),
    });
    const status = await statusFor(client);
    const countdown = (): string => status.renderRoot.querySelector('.countdown')?.textContent ?? '';
    expect(countdown()).to.equal('Next try in 5 s.');
    await waitUntil(() => countdown() === 'Next try in 3 s.', 'it counts', { timeout: 4_000 });
    expect(words(status)).to.equal('Connection lost.');
  });

  it('tries now when asked to, and says when the connection is back', async () => {
    const client = new ScriptedClient(shortConversation(), { connection: connection({ status: 'offline' }) });
    const status = await statusFor(client);
    status.renderRoot.querySelector('button')?.click();
    expect(client.commands).to.deep.equal([['reconnectNow']]);
    client.update({ connection: connection({}) });
    await nextFrame();
    await status.updateComplete;
    expect(words(status)).to.equal('Connected');
    expect(status.getBoundingClientRect().height).to.equal(0);
  });
});
