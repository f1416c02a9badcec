import { expect } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { ownerKey, type TextOwner } from '../context/text-owner.js';
import { KeptText } from './kept-text.js';

const A = { conversationId: 'a', participantId: 'ada' };
const B = { conversationId: 'b', participantId: 'ada' };
const NOBODY_IN_A = { conversationId: 'a' };

describe('the text of a field', () => {
  let stored: Map<string, string>;
  let field: ConstructorParameters<typeof KeptText>[0];
  let kept: KeptText;
  beforeEach(() => {
    stored = new Map();
    field = {
      value: '',
      draftText: {
        load: (owner) => stored.get(ownerKey(owner)) ?? '',
        save: (owner, text) => void stored.set(ownerKey(owner), text),
      },
    };
    kept = new KeptText(field);
  });

  function type(text: string): void {
    field.value = text;
    kept.save();
  }
  const keptFor = (owner: TextOwner): string => field.draftText.load(owner);

  it.each([
    ['nothing', 'Half', ''],
    ['what was typed behind it', 'Half of it', ' of it'],
    ['what was typed in its place', 'Early', 'Early'],
    ['nothing of what was taken away', '', ''],
  ])(
    'stays where it was written when another conversation comes after a while: that gets %s',
    (_, early, there) => {
      kept.give(A, '');
      type('Half');
      kept.give(null, '');
      type(early);
      expect(kept.give(B, '')).to.equal(true);
      expect([field.value, keptFor(B), keptFor(A)]).to.deep.equal([there, there, 'Half']);
    },
  );

  it('moves along from a conversation that keeps nothing any more', () => {
    kept.give(A, '');
    type('Half');
    kept.give(null, '');
    field.draftText.save(A, '');
    kept.give(B, '');
    expect([field.value, keptFor(A)]).to.deep.equal(['Half', '']);
  });

  it('stays where it was written, at once, when the person goes elsewhere, and is there when they come back', () => {
    kept.give(A, '');
    type('Half');
    expect(kept.give(null, 'b')).to.equal(true);
    expect(field.value).to.equal('');
    type('Early');
    kept.give(A, 'a');
    expect([field.value, keptFor(A)]).to.deep.equal(['Half\n\nEarly', 'Half\n\nEarly']);
    kept.give(B, 'b');
    expect([field.value, keptFor(B)]).to.deep.equal(['', '']);
  });

  it('is that of the person who is named while they write, and of no other one', () => {
    kept.give(NOBODY_IN_A, '');
    type('Half');
    kept.give(A, '');
    expect([field.value, keptFor(A), keptFor(NOBODY_IN_A)]).to.deep.equal(['Half', 'Half', '']);
    kept.give({ ...A, participantId: 'bea' }, '');
    expect(field.value).to.equal('');
    kept.give(NOBODY_IN_A, '');
    type('Whose');
    kept.give(null, '');
    kept.give(A, '');
    expect([field.value, keptFor(NOBODY_IN_A)]).to.deep.equal(['Half', 'Whose']);
  });
});
