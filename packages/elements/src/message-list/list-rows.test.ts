import { type ConversationState, emptyState, foldEvent } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript, textPart } from '../test-support/conversation-script.js';
import { foldLog, longLog } from '../test-support/long-conversation.js';
import { randomFrom } from '../test-support/random-markdown.js';
import { draft, ScriptedClient } from '../test-support/scripted-client.js';
import { RowBuilder } from './list-rows.js';
import { createListSelector } from './list-state.js';
import type { Row } from './row.js';
import { RowList } from './row-list.js';
import { sceneOf } from './row-scene.js';

const WORDS = { you: 'You', agent: 'Assistant' };

const all = (rows: RowList): Row[] => Array.from({ length: rows.length }, (_, index) => rows.at(index)!);

/** How many articles stand before each row. */
const counts = (rows: RowList): number[] => all(rows).map((_, index) => rows.articlesBefore(index));

/** The states that a random conversation goes through, one for each event. */
function randomStates(seed: number): ConversationState[] {
  const random = randomFrom(seed);
  const script = new ConversationScript();
  let calls = 0;
  for (let round = 0; round < 14; round++) {
    if (random() < 0.3) script.wait(random() * 30 * 3_600_000);
    script.says(`Question ${round}`, random() < 0.5 ? `request-${round}` : undefined).starts();
    const open: string[] = [];
    for (let work = random() * 9; work > 1; work--) {
      const kind = random();
      if (kind < 0.3) script.steps(`node-${Math.floor(random() * 3)}`, random() < 0.5 ? 'start' : 'ok');
      else if (kind < 0.5) {
        script.calls(`call-${++calls}`, 'look', {}).startsTool(`call-${calls}`);
        open.push(`call-${calls}`);
      } else if (kind < 0.7) {
        // Of a call that may stand before steps.
        const call = open.shift();
        if (call !== undefined) script.gets(call, 1);
      } else if (kind < 0.8) script.writes([textPart('A step')]);
      else script.logs('note', { text: 'A note' });
    }
    const end = random();
    if (end < 0.7) script.answers('Done.');
    else script.clears(end < 0.85 ? 'lost' : 'stopped');
  }
  // Event by event: what does not change is the same object, as it is for a reader.
  let state = emptyState('conversation-1');
  return script.events.map((event) => (state = foldEvent(state, event)));
}

describe('RowBuilder', () => {
  it('makes the same rows when it follows a conversation as when it meets it whole', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const following = new RowBuilder();
      const select = createListSelector();
      let rows = RowList.EMPTY;
      for (const conversation of randomStates(seed)) {
        const state = new ScriptedClient(null, { conversation }).getState();
        const unread = seed % 3 === 0 ? 'message:message-5' : null;
        const before = rows;
        rows = following.build(select(state), WORDS, unread);
        const anew = new RowBuilder().build(createListSelector()(state), WORDS, unread);
        expect(all(rows), `seed ${seed}`).to.deep.equal(all(anew));
        expect(counts(rows), `seed ${seed}`).to.deep.equal(counts(anew));
        const differs = (row: Row, index: number): boolean => row.key !== before.at(index)?.key;
        const different = all(rows).findIndex(differs);
        expect(rows.firstDifference(before)).to.equal(different < 0 ? rows.length : different);
      }
    }
  });

  it('leaves every row but the last as it is while an answer grows', () => {
    const conversation = foldLog(longLog(200));
    const client = new ScriptedClient(null, { conversation });
    const builder = new RowBuilder();
    const select = createListSelector();
    const build = (text: string): RowList => {
      client.update({ drafts: [draft(text, { turn: 201 })] });
      return builder.build(select(client.getState()), WORDS);
    };
    const before = build('One');
    const after = build('One two');
    expect(after.logged).to.equal(before.logged);
    expect(after.firstDifference(before)).to.equal(after.length);
    expect(after.at(-1)).to.not.equal(before.at(-1));
  });

  it('shows what would turn the name of somebody around', () => {
    const [turned, shown] = ['a\u202eb', 'a\\u202eb'];
    const participants = ['one', 'two'].map((participantId) => {
      return { participantId, kind: 'agent' as const, displayName: turned };
    });
    const { nameOf, nameById } = sceneOf(participants, WORDS, null, null);
    expect([nameOf({ id: 'one', side: 'agent' }), nameById('two')]).to.deep.equal([shown, shown]);
  });

  it('names an author again after a pause', () => {
    const script = new ConversationScript()
      .says('Go')
      .starts()
      .writes([textPart('One')]);
    script
      .wait(60_000)
      .writes([textPart('Two')])
      .wait(6 * 60_000)
      .answers('Three');
    const state = createListSelector()(new ScriptedClient(script).getState());
    const kinds = all(new RowBuilder().build(state, WORDS)).map(({ kind }) => kind);
    expect(kinds).to.deep.equal(['day', 'message', 'author', 'message', 'message', 'author', 'message']);
  });
});
