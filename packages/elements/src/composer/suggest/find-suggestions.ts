import { mentionsIn, type Participant } from '@agent-chat/protocol';
import { visibleControls } from '../../tool-call/inert-text.js';
import type { ComposerCommand } from '../composer-commands.js';

/** One of the list. */
export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  /** One character; `null`: the icon of its kind. */
  readonly symbol: string | null;
  readonly command: ComposerCommand | null;
  /** What a mention is completed to, without the `@`. */
  readonly spelling: string;
}

const MAX_SHOWN = 50;

/** The commands that `query` may mean, those that begin with it first. */
export function suggestCommands(query: string, commands: readonly ComposerCommand[]): readonly Suggestion[] {
  return ranked(query, commands, ({ name, label }) => [name, label]).map((command) => ({
    key: command.name,
    label: `/${command.name}${command.argumentHint === undefined ? '' : ` ‹${command.argumentHint}›`}`,
    detail: [command.label, command.description].filter((text) => text !== undefined).join(' – '),
    symbol: command.symbol ?? null,
    command,
    spelling: '',
  }));
}

/**
 * The participants that `query` may mean, agents first, without the person who writes. One whom no
 * text can name, because name and id have other characters than a mention, is left out.
 */
export function suggestMentions(
  query: string,
  participants: readonly Participant[],
  ownId: string | undefined,
): readonly Suggestion[] {
  const others = participants
    .filter(({ participantId, kind }) => kind !== 'system' && participantId !== ownId)
    .toSorted((a, b) => Number(b.kind === 'agent') - Number(a.kind === 'agent'));
  return ranked(query, others, ({ displayName, participantId }) => [
    displayName,
    participantId,
    ...displayName.split(/\s+/),
  ]).flatMap((participant) => {
    const spelling = spellingOf(participant, participants);
    const { participantId: key, displayName } = participant;
    if (spelling === undefined) return [];
    const label = visibleControls(displayName === '' ? key : displayName);
    return [
      {
        key,
        label,
        detail: `@${visibleControls(spelling)}`,
        symbol: initialOf(label),
        command: null,
        spelling,
      },
    ];
  });
}

/** How a text names this participant and nobody else, as the protocol reads it. */
function spellingOf(participant: Participant, participants: readonly Participant[]): string | undefined {
  const { displayName, participantId } = participant;
  return [displayName, participantId].find((name) => {
    const text = `@${name}`;
    const named = mentionsIn([{ type: 'text', partId: 'p1', text }], participants);
    return named[0] === participantId && /^@[\p{L}\p{N}_.-]*[\p{L}\p{N}_]$/u.test(text);
  });
}

function initialOf(name: string): string {
  const [first = ''] = name;
  return first.toLocaleUpperCase();
}

function ranked<T>(query: string, items: readonly T[], textsOf: (item: T) => readonly string[]): T[] {
  const wanted = query.toLocaleLowerCase();
  const rankOf = (item: T): number => {
    const texts = textsOf(item).map((text) => text.toLocaleLowerCase());
    if (texts.some((text) => text.startsWith(wanted))) return 0;
    return texts.some((text) => text.includes(wanted)) ? 1 : 2;
  };
  return items
    .map((item) => ({ item, rank: rankOf(item) }))
    .filter(({ rank }) => rank < 2)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MAX_SHOWN)
    .map(({ item }) => item);
}
