import { type Part, textOf } from '../events/message.js';
import type { Participant } from '../values/participants.js';

const MENTION = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_.-]{1,128})/gu;
/** Enough for any message that means it. */
const MAX_MENTIONS = 16;

/** The participants that the text of `parts` names as `@id` or `@name`, each once, in order. */
export function mentionsIn(parts: readonly Part[], participants: readonly Participant[]): readonly string[] {
  const text = textOf(parts);
  if (!text.includes('@')) return [];
  const named = new Set<string>();
  for (const [, name = ''] of text.matchAll(MENTION)) {
    const mentioned = participantNamed(name, participants);
    if (mentioned !== undefined) named.add(mentioned.participantId);
    if (named.size === MAX_MENTIONS) break;
  }
  return [...named];
}

function participantNamed(name: string, participants: readonly Participant[]): Participant | undefined {
  // The sentence may end right behind the name.
  const bare = name.replace(/[.-]+$/, '').toLowerCase();
  const is = (text: string): boolean =>
    text.toLowerCase() === name.toLowerCase() || text.toLowerCase() === bare;
  return participants.find((one) => is(one.participantId)) ?? participants.find((one) => is(one.displayName));
}
