import { type Participant, SYSTEM_PARTICIPANT_ID } from '@agent-chat/protocol';
import type { TranscriptItem } from './transcript.js';

/** For whom a prompt is written, and who is who in it. */
export interface PromptOptions {
  readonly agentId: string;
  readonly participants: readonly Participant[];
}

/** What ends a line, for a model too. */
const LATER_LINES = /(?<=[\n\r\u2028\u2029])[^\n\r\u2028\u2029]+/g;

/**
 * Puts the author's name before a text, where the agent has or had more than one partner. Nobody speaks
 * for anybody else: names differ and are one word of a line, and a line that begins as another's message
 * would is quoted.
 */
export function nameGiver(
  { agentId, participants }: PromptOptions,
  items: readonly TranscriptItem[],
): (author: string, text: string) => string {
  const ids = new Set([...participants.map(({ participantId }) => participantId), ...authorsOf(items)]);
  ids.delete(agentId);
  if (ids.size < 2) return (_author, text) => text;
  const names = distinctNames(participants);
  const speakers = new Set([...ids, ...names.values()].map(folded));
  const isSpeech = (line: string): boolean => {
    const end = line.search(/[:\uff1a]/);
    return end !== -1 && speakers.has(folded(line.slice(0, end)));
  };
  return (author, text) => {
    const said = text.replaceAll(LATER_LINES, (line) => (isSpeech(line) ? `> ${line}` : line));
    return `${names.get(author) ?? author}: ${said}`;
  };
}

/** Who has left is no participant any more, and an operator may never have been one. */
function authorsOf(items: readonly TranscriptItem[]): string[] {
  return items.flatMap((item) =>
    'author' in item && item.author !== SYSTEM_PARTICIPANT_ID ? [item.author] : [],
  );
}

function distinctNames(participants: readonly Participant[]): ReadonlyMap<string, string> {
  const names = participants.map(({ participantId, displayName }) => ({
    participantId,
    name: displayName.replaceAll(/[\s:\uff1a]+/g, ' ').trim() || participantId,
  }));
  const counts = new Map<string, number>();
  for (const { name } of names) counts.set(folded(name), (counts.get(folded(name)) ?? 0) + 1);
  return new Map(
    names.map(({ participantId, name }) => [
      participantId,
      counts.get(folded(name)) === 1 ? name : `${name} (${participantId})`,
    ]),
  );
}

function folded(name: string): string {
  return name.trim().toLowerCase();
}
