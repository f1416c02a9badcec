import type { Part } from '../events/message.js';
import { textOf } from '../events/parts.js';
import type { Participant } from '../values/participants.js';

const MENTION = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_.-]{1,128})/gu;
/** Enough for any message that means it. */
const MAX_MENTIONS = 16;

/** The participants that the text of `parts` names as `@id` or `@name`, each once, in order. */
export function mentionsIn(parts: readonly Part[], participants: readonly Participant[]): readonly string[] {
  const text = textOf(parts);
  if (!text.includes('@')) return [];
  // Looked up, not looked for: a text may name thousands, and a roster hold hundreds.
  const byId = placesBy(participants, ({ participantId }) => participantId);
  const byName = placesBy(participants, ({ displayName }) => displayName);
  const named = new Set<string>();
  for (const [, name = ''] of text.matchAll(MENTION)) {
    // The sentence may end right behind the name.
    const spellings = [name.toLowerCase(), name.replace(/[.-]+$/, '').toLowerCase()];
    const place = first(byId, spellings) ?? first(byName, spellings);
    const mentioned = place === undefined ? undefined : participants[place];
    if (mentioned !== undefined) named.add(mentioned.participantId);
    if (named.size === MAX_MENTIONS) break;
  }
  return [...named];
}

type Places = ReadonlyMap<string, number>;

/** The place of the first participant with each text. */
function placesBy(participants: readonly Participant[], textOfOne: (one: Participant) => string): Places {
  const places = new Map<string, number>();
  for (const [place, one] of participants.entries()) {
    const text = textOfOne(one).toLowerCase();
    if (!places.has(text)) places.set(text, place);
  }
  return places;
}

function first(places: Places, spellings: readonly string[]): number | undefined {
  const found = spellings.flatMap((spelling) => places.get(spelling) ?? []);
  return found.length === 0 ? undefined : Math.min(...found);
}
