import type { Participant } from '@agent-chat/protocol';
import { visibleControls } from '../tool-call/inert-text.js';
import { huesOf } from './participant-look.js';
import type { RowNames } from './row.js';
import type { Author } from './row-facts.js';

/** What all rows depend on: another one makes all of them anew. */
export interface Scene {
  readonly participants: readonly Participant[];
  readonly words: RowNames;
  /** The key of the first item that came while the reader was away. */
  readonly unreadKey: string | null;
  /** What would turn a name around, or cannot be seen in it, is made visible. */
  readonly nameOf: (author: Author) => string;
  readonly nameById: (participantId: string) => string;
  readonly isPerson: (participantId: string) => boolean;
  /** The colour of a participant, in degrees; `null` for who is alone on its side. */
  readonly hueOf: (author: Author) => number | null;
  /** Whether several people, or several agents, take part. */
  readonly isCrowd: Readonly<Record<Author['side'], boolean>>;
}

/** The same object as `known` where nothing of it is another. */
export function sceneOf(
  participants: readonly Participant[],
  words: RowNames,
  unreadKey: string | null,
  known: Scene | null,
): Scene {
  if (known?.participants === participants && known.words === words && known.unreadKey === unreadKey) {
    return known;
  }
  const count = (side: Author['side']): number => participants.filter(({ kind }) => kind === side).length;
  const isCrowd = { user: count('user') > 1, agent: count('agent') > 1 };
  const byId = new Map(participants.map((each) => [each.participantId, each]));
  const names = new Map(
    participants.map(({ participantId, displayName }) => [participantId, visibleControls(displayName)]),
  );
  // A person who is alone with agents is "you"; an agent without a name has a word for one.
  const nameOf = ({ id, side }: Author): string => {
    const name = side === 'user' && !isCrowd.user ? '' : names.get(id);
    return name || (side === 'user' ? words.you : words.agent);
  };
  const isPerson = (id: string): boolean => byId.get(id)?.kind === 'user';
  const nameById = (id: string): string => nameOf({ id, side: isPerson(id) ? 'user' : 'agent' });
  const hues = huesOf(participants.map(({ participantId }) => participantId));
  const hueOf = ({ id, side }: Author): number | null => (isCrowd[side] ? (hues.get(id) ?? null) : null);
  return { participants, words, unreadKey, nameOf, nameById, isPerson, hueOf, isCrowd };
}
