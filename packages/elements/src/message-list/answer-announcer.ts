import type { EventItem, LiveMessageItem, MessageItem, ViewItem } from '@agent-chat/client';
import { isKnownPart, type Part, type PersistentList, type TextPart, textOf } from '@agent-chat/protocol';
import type { LocaleText } from '../messages/locale-text.js';
import type { MessageTable } from '../messages/message-table.js';
import { beginningOf, visibleControls } from '../tool-call/inert-text.js';
import { eventWords } from './event-words.js';
import type { Row } from './row.js';
import { sentenceEnd, spokenText, withoutCode } from './speech.js';

/** What the announcer has to know of the list. */
export interface Announcing extends LocaleText {
  /** The participant that the reader is; `null`: it is not known. */
  readonly ownId: string | null;
  /** The row that shows an item. */
  rowOf(item: ViewItem): Row | undefined;
}

/** So many characters of one message are read out: it is said that there are more. */
const MOST_SAID = 10_000;
/** So many of its source are read for that: of code it is said only that it is there. */
const MOST_READ = 100_000;

/** Events that decide how the conversation goes on. */
const NEWS: ReadonlySet<string> = new Set([
  'turn_cleared',
  'handoff',
  'paused',
  'resumed',
  'budget_exceeded',
  'note',
]);

/**
 * Decides what a screen reader is told, and when: finished sentences of what agents write, what
 * others write, what became of an answer, who is asked for something, and nothing that was there
 * before or that the reader has done.
 */
export class AnswerAnnouncer {
  /** What was said of each message that is being written, by key: its text without code, up to there. */
  readonly #said = new Map<string, string>();
  /** The keys of what was sent from here and is not logged yet. */
  readonly #sent = new Set<string>();
  /** Up to here the log was said, or was there before; `null` until it is known. */
  #heardSeq: number | null = null;

  /**
   * What is to be said after a change.
   *
   * @param logged in the order of the log; older history may come before it at any time
   * @param rest what follows on it
   */
  next(logged: PersistentList<ViewItem>, rest: readonly ViewItem[], list: Announcing): string[] {
    const heard = this.#heardSeq;
    this.#heardSeq = Math.max(heard ?? 0, seqOf(logged.at(-1)));
    for (const { kind, key } of rest) if (kind === 'pending_message') this.#sent.add(key);
    if (heard === null) {
      for (const item of rest) this.#skip(item, list.messages);
      return [];
    }
    const unheard = logged.slice(firstAfter(logged, heard));
    const words = [...unheard, ...rest].map((item) => this.#sayItem(item, list));
    for (const { key } of unheard) {
      this.#said.delete(key);
      this.#sent.delete(key);
    }
    return words.filter((each): each is string => each !== null && each !== '');
  }

  #skip(item: ViewItem, messages: MessageTable): void {
    if (item.kind !== 'live_message') return;
    const text = liveText(item, messages);
    this.#said.set(item.key, text.slice(0, sentenceEnd(text, 0)));
  }

  #sayItem(item: ViewItem, list: Announcing): string | null {
    switch (item.kind) {
      case 'live_message': {
        const text = liveText(item, list.messages);
        return this.#say(item, text, sentenceEnd(text, this.#saidOf(item, text)), list);
      }
      case 'message':
        return this.#isOwn(item, list) ? null : this.#sayMessage(item, list);
      case 'event':
        return briefly(sayEvent(item, list), list);
      case 'tool':
      case 'queued_message':
      case 'pending_message':
        return null;
    }
  }

  #isOwn({ key, entry }: MessageItem, { ownId }: Announcing): boolean {
    return entry.message.role === 'user' && (entry.author === ownId || this.#sent.has(key));
  }

  #sayMessage(item: MessageItem, list: Announcing): string {
    const { messages } = list;
    const { parts } = item.entry.message;
    const { text, isWhole } = readOut(textOf(parts), messages);
    const outcome = outcomeWords(item, messages);
    const wordless = text.trim() === '' ? wordsOfParts(parts, messages) : '';
    if (wordless !== '') {
      return join(briefly(messages.says(nameOf(item, list), wordless), list), outcome);
    }
    const end = isWhole ? text.length : sentenceEnd(text, this.#saidOf(item, text)) || text.length;
    const words = this.#say(item, text, end, list, markersOf(parts));
    return join(words, isWhole ? '' : messages.moreToRead, outcome);
  }

  #say(
    item: ViewItem,
    text: string,
    end: number,
    list: Announcing,
    markers?: ReadonlySet<string>,
  ): string | null {
    const from = this.#saidOf(item, text);
    if (end <= from) return null;
    this.#said.set(item.key, text.slice(0, end));
    const words = spokenText(text.slice(from, end), markers);
    if (words === '') return null;
    return from === 0 ? list.messages.says(nameOf(item, list), words) : words;
  }

  /** How much of `text` was said: nothing where it was begun again as another one. */
  #saidOf({ key }: ViewItem, text: string): number {
    const said = this.#said.get(key) ?? '';
    return text.startsWith(said) ? said.length : 0;
  }
}

function join(...words: readonly (string | null)[]): string {
  return words.filter(Boolean).join(' ');
}

/** Of what somebody may have made too long to be listened to, the beginning. */
function briefly(words: string | null, { messages }: Announcing): string | null {
  const said = beginningOf(words ?? '', MOST_SAID);
  return words === null || said === words ? words : join(said, messages.moreToRead);
}

/** What is read out of a message that is whole. */
function readOut(source: string, { codeBlock }: MessageTable): { text: string; isWhole: boolean } {
  const isShort = source.length <= MOST_READ;
  // Its last line is a line.
  const text = withoutCode(isShort ? `${source}\n` : beginningOf(source, MOST_READ), codeBlock);
  return { text: beginningOf(text, MOST_SAID), isWhole: isShort && text.length <= MOST_SAID };
}

function sayEvent(item: EventItem, list: Announcing): string | null {
  const { entry } = item;
  const { messages } = list;
  const row = list.rowOf(item);
  if (row?.kind !== 'event') return null;
  switch (entry.kind) {
    case 'approval': {
      const say = entry.subject.kind === 'tool' ? messages.approvalTool : messages.approvalSetting;
      return entry.status === 'pending' ? say(row.name, visibleControls(entry.subject.name)) : null;
    }
    case 'query':
      return entry.answer === undefined
        ? messages.says(messages.asks(row.name, row.otherName), visibleControls(entry.text))
        : null;
    case 'event':
      return NEWS.has(entry.event.type) ? eventWords(row, list).words : null;
    default:
      return null;
  }
}

function nameOf(item: ViewItem, list: Announcing): string {
  const row = list.rowOf(item);
  return row?.kind === 'message' || row?.kind === 'event' ? row.name : '';
}

/** What a message without text is: its cards and files by name. */
function wordsOfParts(parts: readonly Part[], { attachment }: MessageTable): string {
  const words = parts.map((part) => {
    if (!isKnownPart(part)) return '';
    if (part.type === 'card') return part.card.fallbackText?.split('\n', 1)[0] ?? part.card.type;
    return part.type === 'attachment' ? `${attachment}: ${part.name}` : '';
  });
  return visibleControls(words.filter((each) => each !== '').join(', '));
}

function seqOf(item: ViewItem | undefined): number {
  return item !== undefined && 'entry' in item ? (item.entry?.seq ?? 0) : 0;
}

/** The index of the first item of the log behind `seq`. */
function firstAfter(logged: PersistentList<ViewItem>, seq: number): number {
  let index = logged.length;
  while (index > 0 && seqOf(logged.at(index - 1)) > seq) index -= 1;
  return index;
}

function liveText({ drafts }: LiveMessageItem, messages: MessageTable): string {
  const texts = drafts.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  const source = beginningOf(texts.join('\n\n'), MOST_READ);
  return beginningOf(withoutCode(source, messages.codeBlock), MOST_SAID);
}

/** Of the sources that a message names. */
function markersOf(parts: readonly Part[]): ReadonlySet<string> {
  const texts = parts.filter((part): part is TextPart => part.type === 'text');
  return new Set(texts.flatMap(({ citations = [] }) => citations.map(({ marker }) => marker)));
}

function outcomeWords({ entry }: MessageItem, messages: MessageTable): string {
  switch (entry.message.outcome?.status) {
    case 'stopped':
      return messages.stopped;
    case 'truncated':
      return messages.truncated;
    case 'failed':
      return `${messages.failed}: ${visibleControls(entry.message.outcome.reason?.message ?? '')}`;
    case 'complete':
    case undefined:
      return '';
  }
}
