import type { EventItem, LiveMessageItem, MessageItem, ViewItem } from '@agent-chat/client';
import { textOf, type TurnClearedReason } from '@agent-chat/protocol';
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
  /** How much of each message was said, by key, in characters of its text without code. */
  readonly #said = new Map<string, number>();
  #isPrimed = false;

  /** What is to be said after a change. */
  next(items: readonly ViewItem[], nameOf: NameOf, messages: MessageTable): string[] {
    if (!this.#isPrimed) {
      for (const item of items) this.#skip(item, messages);
      this.#isPrimed = true;
      return [];
    }
    return items
      .map((item) => this.#sayItem(item, nameOf, messages))
      .filter((words): words is string => words !== null && words !== '');
  }

  #skip(item: ViewItem, messages: MessageTable): void {
    const text = item.kind === 'live_message' ? liveText(item, messages) : '';
    this.#said.set(item.key, item.kind === 'live_message' ? sentenceEnd(text, 0) : Number.POSITIVE_INFINITY);
  }

  #sayItem(item: ViewItem, nameOf: NameOf, messages: MessageTable): string | null {
    switch (item.kind) {
      case 'live_message': {
        const text = liveText(item, messages);
        return this.#say(item, text, sentenceEnd(text, this.#saidOf(item)), nameOf, messages);
      }
      case 'message': {
        if (item.entry.message.role === 'user' || this.#saidOf(item) === Number.POSITIVE_INFINITY)
          return null;
        // Whole, so that its last line is a line.
        const text = withoutCode(`${textOf(item.entry.message.parts)}\n`, messages.codeBlock);
        const words = this.#say(item, text, text.length, nameOf, messages);
        this.#said.set(item.key, Number.POSITIVE_INFINITY);
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
    const from = this.#saidOf(item);
    if (end <= from) return null;
    this.#said.set(item.key, end);
    const words = spokenText(text.slice(from, end));
    if (words === '') return null;
    return from === 0 ? messages.says(nameOf(item), words) : words;
  }

  #sayEvent(item: EventItem, nameOf: NameOf, messages: MessageTable): string | null {
    const { key, entry } = item;
    if (this.#said.has(key)) return null;
    if (entry.kind === 'approval') {
      this.#said.set(key, Number.POSITIVE_INFINITY);
      const say = entry.subject.kind === 'tool' ? messages.approvalTool : messages.approvalSetting;
      return entry.status === 'pending' ? say(nameOf(item), visibleControls(entry.subject.name)) : null;
    }
    if (entry.kind !== 'event' || entry.event.type !== 'turn_cleared') return null;
    this.#said.set(key, Number.POSITIVE_INFINITY);
    return messages.cleared[(entry.event.payload as { reason: TurnClearedReason }).reason];
  }

  #saidOf(item: ViewItem): number {
    return this.#said.get(item.key) ?? 0;
  }
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
