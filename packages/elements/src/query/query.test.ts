import type { QueryEntry } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import type { AgentQuery } from './query.js';
import '../define.js';

describe('agent-query', () => {
  it('shows what cannot be seen or turns around in its names, its question and its answer', async () => {
    const [turned, shown] = ['a\u202eb\u200bc', 'a\\u202eb\\u200bc'];
    const script = new ConversationScript().says('Go').starts().queries('query-1', turned);
    script.replies('query-1', turned);
    const entry = [...script.state.timeline.entries].find((one): one is QueryEntry => one.kind === 'query');
    const query = await fixture<AgentQuery>(
      html`<agent-query .query=${entry!} .asker=${turned} .asked=${turned}></agent-query>`,
    );
    const words = [...query.renderRoot.querySelectorAll('p')].map(({ textContent }) => textContent.trim());
    expect(words).to.deep.equal([`${shown} asks ${shown}`, shown, shown]);
    await expect(query).to.be.accessible();
  });
});
