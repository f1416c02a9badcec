import { AgentChatError, foldEvent, type Outcome, parseEvent } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import type { AgentCopyButton } from '../copy-button/copy-button.js';
import { ConversationScript, GUIDE, textPart } from '../test-support/conversation-script.js';
import { find, isOff, press, shownMessage } from '../test-support/message-fixture.js';
import { nextFrame } from '../test-support/next-frame.js';
import { pendingCommand, ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentMessage } from './message.js';
import { selectMessageSlice } from './message-slice.js';

const FAILED: Outcome = {
  status: 'failed',
  reason: { code: 'provider_error', message: 'the model did not answer', retryable: true },
};

const shown = (client: ScriptedClient, messageId: string): Promise<AgentMessage> =>
  shownMessage(client, ({ entry }) => entry.message.messageId === messageId);
const copied = (message: AgentMessage): string | undefined =>
  find<AgentCopyButton>(message, 'agent-copy-button')?.text;
const buttonsOf = (message: AgentMessage): string[] =>
  [...message.renderRoot.querySelectorAll('.toolbar > button')].map(({ classList }) => classList[1] ?? '');

/** Two steps with a tool between them: `message-2` and `message-3`. */
const worked = (): ConversationScript =>
  new ConversationScript()
    .says('Which one?')
    .starts()
    .writes([textPart('I look at both.')])
    .calls('call-1', 'look', {})
    .startsTool('call-1')
    .gets('call-1', 1)
    .writes([textPart('The first is older.')]);

describe('the toolbar of a turn', () => {
  it.each<[end: string, script: () => ConversationScript, text: string]>([
    ['words', () => worked().answers('So: the second.'), '\n\nSo: the second.'],
    ['no words', () => worked().calls('call-2', 'look', {}).answers([], FAILED), ''],
    ['what the system says when its agent is gone', () => worked().givesUp(), ''],
    ['words after what a person said in it', () => worked().steers('Hurry!').answers('So.'), '\n\nSo.'],
  ])('copies all that the agent has said in it, where it ends with %s', async (_, script, text) => {
    const client = new ScriptedClient(script());
    const end = await shownMessage(client, ({ entry }) => entry.finality === 'turn');
    expect(copied(end)).to.equal(`I look at both.\n\nThe first is older.${text}`);
    await expect(end).to.be.accessible();
    for (const step of ['message-2', 'message-3']) {
      expect(find(await shown(client, step), '.toolbar')).to.equal(null);
    }
  });

  it('copies no word that was erased since', async () => {
    const script = worked().answers([], FAILED);
    const client = new ScriptedClient(script);
    const end = await shown(client, 'message-4');
    const { state, events } = script;
    const seqs = events.flatMap(({ seq, type, author }) =>
      type === 'message' && author === 'guide' ? [seq] : [],
    );
    const erased = { ...events[0], seq: state.control.seq + 1, type: 'erased', payload: { seqs: [seqs[0]] } };
    client.update({ conversation: foldEvent(state, parseEvent(erased)) });
    await nextFrame();
    await end.updateComplete;
    expect(copied(end)).to.equal('The first is older.');
  });

  it.each(['stopped', 'idle', 'budget'] as const)(
    'stands under the last words of one that was cleared as %s, and has it written again',
    async (reason) => {
      const client = new ScriptedClient(worked().calls('call-2', 'look', {}).clears(reason));
      const message = await shown(client, 'message-3');
      expect(copied(message)).to.equal('I look at both.\n\nThe first is older.');
      expect(buttonsOf(message)).to.deep.equal(['rate-up', 'rate-down', 'regenerate', 'explain']);
      await expect(message).to.be.accessible();
      // What comes last in the list is that the turn was cleared: it is seen all the same.
      expect(find(message, '.toolbar.kept')).not.to.equal(null);
      await press(message, '.regenerate');
      expect(client.commands).to.deep.equal([['send', 'regenerate', { messageId: 'message-3' }]]);
      expect(find(await shown(client, 'message-2'), '.toolbar')).to.equal(null);
    },
  );

  it('stands nowhere in one that is open, or that was begun anew', () => {
    for (const script of [worked(), worked().clears('lost'), worked().clears('restart').starts(2)]) {
      const state = new ScriptedClient(script).getState();
      const ends = ['message-2', 'message-3'].map((id) => selectMessageSlice(state, id, null)?.isEnd);
      expect(ends).to.deep.equal([false, false]);
    }
  });

  it('is the agent’s also where a person had the last word before it was stopped', async () => {
    const client = new ScriptedClient(worked().steers('Never mind.').clears('stopped'));
    const answer = await shown(client, 'message-3');
    expect(copied(answer)).to.equal('I look at both.\n\nThe first is older.');
    expect(buttonsOf(answer)).to.contain('regenerate');
    const said = await shown(client, 'message-4');
    expect([copied(said), buttonsOf(said)]).to.deep.equal(['Never mind.', []]);
  });

  it('is the agent’s also where the system had it, as its budget was used up', async () => {
    const client = new ScriptedClient(worked().warns().clears('budget'));
    const answer = await shown(client, 'message-3');
    expect(copied(answer)).to.equal('I look at both.\n\nThe first is older.');
    expect(buttonsOf(answer)).to.deep.equal(['rate-up', 'rate-down', 'regenerate', 'explain']);
    expect(find(await shown(client, 'message-4'), '.toolbar')).to.equal(null);
  });

  it('offers nothing that the server refuses', async () => {
    const gone = new ScriptedClient(worked().givesUp());
    const end = await shown(gone, 'message-4');
    expect(buttonsOf(end)).to.deep.equal(['regenerate', 'explain']);
    // Nobody writes again what the system said by itself, or an agent that has left.
    const warned = new ScriptedClient(worked().answers('So.').warns());
    expect(buttonsOf(await shown(warned, 'message-5'))).to.deep.equal(['explain']);
    const failed = worked().answers('So.', FAILED);
    const removed = { added: [], removed: [GUIDE.participantId] };
    expect(find(await shown(new ScriptedClient(failed), 'message-4'), '.again')).not.to.equal(null);
    const left = new ScriptedClient(failed.logs('roster_changed', removed));
    const last = await shown(left, 'message-4');
    expect(buttonsOf(last)).to.deep.equal(['rate-up', 'rate-down', 'explain']);
    expect(find(last, '.again')).to.equal(null);
    // Its agent is due before what waits.
    const script = new ConversationScript().says('Hello?').answers('Hello.').says('Go').starts();
    const waiting = new ScriptedClient(script.queues('queued-1', 'And then?').clears('restart'));
    expect(isOff(await shown(waiting, 'message-2'), '.regenerate')).to.equal(true);
    expect(isOff(await shown(waiting, 'message-3'), '.edit')).to.equal(true);
  });

  it('says once that another version was refused', async () => {
    const script = new ConversationScript().says('Go').answers('First.', undefined, 'first');
    script
      .regenerates('first')
      .starts()
      .writes([textPart('Again.')])
      .answers('Second.', undefined, 'second');
    const error = new AgentChatError('TurnOpen', 'Somebody is writing.');
    const refused = pendingCommand('selectBranch', { tipMessageId: 'first' }, error);
    const client = new ScriptedClient(script, { pending: [refused] });
    const told = await Promise.all(
      ['message-3', 'second'].map(async (id) => find(await shown(client, id), '.refusal') !== null),
    );
    expect(told).to.deep.equal([false, true]);
  });
});
