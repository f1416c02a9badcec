import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { crowdClient } from '../test-support/crowd-conversation.js';
import { settled } from '../test-support/list-fixture.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';

/** How far each toolbar of a person's message reaches below the top of what comes next, in pixels. */
async function overlaps(client: ScriptedClient): Promise<number[]> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} locale="en">
      <agent-message-list style="block-size: 1200px; inline-size: 600px"></agent-message-list>
    </agent-chat-provider>`,
  );
  const list = provider.querySelector('agent-message-list')!;
  await settled(list);
  const items = [...list.renderRoot.querySelectorAll('.item')];
  return items.flatMap((item, at) => {
    const message = item.querySelector('.row.user agent-message');
    const toolbar = message?.shadowRoot?.querySelector('.toolbar');
    const next = items[at + 1]?.firstElementChild;
    if (toolbar == null || next == null) return [];
    return [Math.round(toolbar.getBoundingClientRect().bottom - next.getBoundingClientRect().top)];
  });
}

describe('the toolbar of a person’s message', () => {
  it('lies over nothing that comes next: their own next message, an answer, somebody at work, an event', async () => {
    const restarted = new ConversationScript().says('First?').starts();
    const clients = [crowdClient(), SAMPLES.thinking(), SAMPLES.failures(), new ScriptedClient(restarted)];
    for (const client of clients) {
      const found = await overlaps(client);
      expect(found.length).to.be.above(0);
      expect(Math.max(...found)).to.be.at.most(0);
    }
  });
});
