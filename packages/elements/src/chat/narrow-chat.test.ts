import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { connection, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const MODELS = [{ model: 'careful', label: 'Careful' }];

async function chatFor(client: ScriptedClient, locale: string): Promise<AgentChat> {
  return fixture<AgentChat>(
    html`<agent-chat
      locale=${locale}
      .client=${client}
      .models=${MODELS}
      style="display: block; inline-size: 320px; block-size: 600px"
    ></agent-chat>`,
  );
}

const heightOf = (chat: AgentChat, selector: string): number =>
  chat.renderRoot.querySelector(selector)?.getBoundingClientRect().height ?? 0;

describe('agent-chat in a narrow place', () => {
  it('has all that can be set in one line, which scrolls aside', async () => {
    const script = new ConversationScript().logs('autopilot_set', { level: 2 });
    const scope = { kind: 'conversation', id: 'conversation-1' };
    script.logs('budget_set', { meter: 'money', scope, window: 'total', limit: 5_000_000 });
    const chat = await chatFor(new ScriptedClient(script.says('Go').answers('Done.')), 'en');
    const controls = ['agent-model-select', 'agent-autopilot', 'agent-budget'];
    await waitUntil(() => controls.every((name) => heightOf(chat, name) > 0), 'the controls');
    const bar = chat.renderRoot.querySelector('.top-bar')!;
    expect(bar.getBoundingClientRect().height).to.be.lessThan(60);
    expect(bar.scrollWidth).to.be.greaterThan(bar.clientWidth);
    const fades = (): boolean => getComputedStyle(bar).maskImage.includes('gradient');
    if (CSS.supports('animation-timeline', 'scroll()')) {
      await waitUntil(fades, 'the sign of what lies behind the edge');
      bar.scrollLeft = bar.scrollWidth;
      await waitUntil(() => !fades(), 'its end');
      bar.scrollLeft = 0;
    }
    const icon = chat.renderRoot
      .querySelector('agent-model-select')!
      .renderRoot.querySelector('.control-icon')!
      .getBoundingClientRect();
    const title = chat.renderRoot.querySelector('.fallback-mark, .mark')!.getBoundingClientRect();
    expect(Math.abs(icon.left - title.left)).to.be.lessThan(2);
    await expect(chat).to.be.accessible();
  });

  it('says in two lines that there is no connection, in long languages as well', async () => {
    for (const locale of ['en', 'de', 'ar', 'ja']) {
      for (const status of ['offline', 'reconnecting'] as const) {
        const client = new ScriptedClient(shortConversation(), {
          connection: connection({ status, retryAt: status === 'offline' ? null : Date.now() + 8_000 }),
          pending: status === 'offline' ? [pendingMessage('Hi')] : [],
        });
        const chat = await chatFor(client, locale);
        await waitUntil(() => heightOf(chat, 'agent-connection-status') > 0, 'the notice');
        expect(heightOf(chat, 'agent-connection-status'), `${status} in ${locale}`).to.be.lessThan(60);
        chat.remove();
      }
    }
  });
});
