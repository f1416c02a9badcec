import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript, textPart } from '../test-support/conversation-script.js';
import { find, press, shownMessage } from '../test-support/message-fixture.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentMessage } from './message.js';

const shown = (client: ScriptedClient, messageId: string): Promise<AgentMessage> =>
  shownMessage(client, ({ entry }) => entry.message.messageId === messageId);

describe('the versions of an answer', () => {
  it('do not count what was lost before it', async () => {
    const script = new ConversationScript().says('Go').starts();
    script
      .writes([textPart('Half')])
      .clears('lost')
      .starts(2)
      .answers('Whole.', undefined, 'whole');
    expect(find(await shown(new ScriptedClient(script), 'whole'), '.branches')).to.equal(null);
    script
      .regenerates('whole')
      .starts()
      .writes([textPart('Half, again')])
      .clears('restart')
      .starts(2)
      .answers('Better.', undefined, 'better');
    const client = new ScriptedClient(script);
    const better = await shown(client, 'better');
    expect(find(better, '.place')?.textContent).to.equal('2 / 2');
    await press(better, '.previous');
    expect(client.commands).to.deep.equal([['send', 'selectBranch', { tipMessageId: 'whole' }]]);
  });

  it('lead to the end of a branch that was not lost', async () => {
    const script = new ConversationScript().says('Go').answers('Whole.', undefined, 'whole');
    script
      .regenerates('whole')
      .starts()
      .writes([textPart('Half')])
      .clears('lost')
      .selects(null)
      .says('Go on');
    const client = new ScriptedClient(script);
    await press(await shown(client, 'message-4'), '.previous');
    expect(client.commands).to.deep.equal([['send', 'selectBranch', { tipMessageId: 'whole' }]]);
  });
});
