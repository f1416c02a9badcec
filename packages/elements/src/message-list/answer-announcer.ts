import type { EventItem, LiveMessageItem, MessageItem, ViewItem } from '@agent-chat/client';
import { type PersistentList, textOf, type TurnClearedReason } from '@agent-chat/protocol';
import type { MessageTable } from '../messages/message-table.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { sentenceEnd, spokenText, withoutCode } from './speech.js';

/** The name of whoever wrote an item. */
type NameOf = (item: ViewItem) => string;

/**
 * Decides what a screen reader is told, and when: finished sentences of what agents write, what
 * became of an answer, and nothing that was there before.
 */
export class AnswerAnnouncer {
  /** What was said of each message that is being written, by key: its text without code, up to there. */
  readonly #said = new Map<string, string>();
  /** Up to here the log was said, or was there before; `null` until it is known. */
  #heardSeq: number | null = null;

  /**
   * What is to be said after a change.
   *
   * @param logged in the order of the log; older history may come before it at any time
   * @param rest what follows on it
   */
  next(
    logged: PersistentList<ViewItem>,
    rest: readonly ViewItem[],
    nameOf: NameOf,
    messages: MessageTable,
  ): string[] {
    const heard = this.#heardSeq;
    this.#heardSeq = Math.max(heard ?? 0, seqOf(logged.at(-1)));
    if (heard === null) {
      for (const item of rest) this.#skip(item, messages);
      return [];
    }
    const unheard = logged.slice(firstAfter(logged, heard));
    const words = [...unheard, ...rest].map((item) => this.#sayItem(item, nameOf, messages));
    for (const { key } of unheard) this.#said.delete(key);
    return words.filter((each): each is string => each !== null && each !== '');
  }

  #skip(item: ViewItem, messages: MessageTable): void {
    if (item.kind !== 'live_message') return;
    const text = liveText(item, messages);
    this.#said.set(item.key, text.slice(0, sentenceEnd(text, 0)));
  }

  #sayItem(item: ViewItem, nameOf: NameOf, messages: MessageTable): string | null {
    switch (item.kind) {
      case 'live_message': {
        const text = liveText(item, messages);
        return this.#say(item, text, sentenceEnd(text, this.#saidOf(item, text)), nameOf, messages);
      }
      case 'message': {
        if (item.entry.message.role === 'user') return null;
        // Whole, so that its last line is a line.
        const text = withoutCode(`${textOf(item.entry.message.parts)}\n`, messages.codeBlock);
        const words = this.#say(item, text, text.length, nameOf, messages);
        return [words, outcomeWords(item, messages)].filter(Boolean).join(' ');
      }
      case 'event':
        return this.#sayEvent(item, nameOf, messages);
      case 'tool':
      case 'queued_message':
      case 'pending_message':
        return null;
    }
  }

  #say(item: ViewItem, text: string, end: number, nameOf: NameOf, messages: MessageTable): string | null {
    const from = this.#saidOf(item, text);
    if (end <= from) return null;
    this.#said.set(item.key, text.slice(0, end));
    const words = spokenText(text.slice(from, end));
    if (words === '') return null;
    return from === 0 ? messages.says(nameOf(item), words) : words;
  }

  #sayEvent(item: EventItem, nameOf: NameOf, messages: MessageTable): string | null {
    const { entry } = item;
    if (entry.kind === 'approval') {
      const say = entry.subject.kind === 'tool' ? messages.approvalTool : messages.approvalSetting;
      return entry.status === 'pending' ? say(nameOf(item), visibleControls(entry.subject.name)) : null;
    }
    if (entry.kind !== 'event' || entry.event.type !== 'turn_cleared') return null;
    return messages.cleared[(entry.event.payload as { reason: TurnClearedReason }).reason];
  }

  /** How much of `text` was said: nothing where it was begun again as another one. */
  #saidOf({ key }: ViewItem, text: string): number {
    const said = this.#said.get(key) ?? '';
    return text.startsWith(said) ? said.length : 0;
  }
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
  return withoutCode(texts.join('\n\n'), messages.codeBlock);
}

function outcomeWords({ entry }: MessageItem, messages: MessageTable): string {
  switch (entry.message.outcome?.status) {
    case 'stopped':
      return messages.stopped;
    case 'truncated':
      return messages.truncated;
    case 'failed':
      return `${messages.failed}: ${entry.message.outcome.reason?.message ?? ''}`;
    case 'complete':
    case undefined:
      return '';
  }
}
