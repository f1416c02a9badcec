import { describe, expect, it } from 'vitest';
import type { Participant } from '../values/participants.js';
import { mentionsIn } from './mentions.js';

const user = (participantId: string, displayName: string): Participant => ({
  participantId,
  kind: 'user',
  displayName,
});
const ROSTER = [user('ada', 'Ada'), user('bot', 'Helper'), user('helper', 'Bot'), user('v1.', 'Old')];
const mentions = (text: string, roster = ROSTER) =>
  mentionsIn([{ type: 'text', partId: 'p1', text }], roster);

describe('mentions', () => {
  it('are of ids before names, each once, whatever the case and the end of the sentence', () => {
    expect(mentions('@ADA, ask @Helper. Or @helper... and @ada')).toEqual(['ada', 'helper']);
    expect(mentions('@v1. and @old-')).toEqual(['v1.']);
    expect(mentions('me@ada.org, @@bot, @nobody')).toEqual([]);
  });

  it('cost no more than the text, however many they are and whoever takes part', () => {
    const crowd = Array.from({ length: 256 }, (_, place) => user(`participant-${place}`, `Name ${place}`));
    // A name that nobody has is looked up once, not compared with that of each participant.
    let reads = 0;
    const counted = crowd.map((one) => ({
      ...one,
      get participantId() {
        reads += 1;
        return one.participantId;
      },
    }));
    expect(mentions('@a '.repeat(21_000), counted)).toEqual([]);
    expect(reads).toBeLessThanOrEqual(crowd.length);
  });
});
