import type { MessageItem, ToolItem } from '@agent-chat/client';
import { isKnownPart, type Part } from '@agent-chat/protocol';
import type { LocaleText } from '../messages/locale-text.js';
import { inertText } from '../tool-call/inert-text.js';
import { jsonLine } from '../tool-call/json-text.js';
import { authorName, type Transcript } from './read-transcript.js';

/** The conversation for people: who, when, and what they wrote, in markdown. */
export function transcriptMarkdown(transcript: Transcript, title: string, text: LocaleText): string {
  const sections = transcript.items.map((item) =>
    item.kind === 'tool' ? toolSection(item, text) : messageSection(item, transcript, text),
  );
  return `${[`# ${oneLine(title)}`, ...sections.filter((section) => section !== '')].join('\n\n')}\n`;
}

function messageSection(item: MessageItem, transcript: Transcript, text: LocaleText): string {
  const { author, ts, message } = item.entry;
  const parts = message.parts.map((part) => partText(part, text)).filter((words) => words !== '');
  const { outcome } = message;
  const mark =
    outcome === undefined || outcome.status === 'complete' ? [] : [`*${text.messages[outcome.status]}*`];
  if (parts.length + mark.length === 0) return '';
  const head = `**${oneLine(authorName(transcript, author))}** · ${momentOf(ts, text.locale)}`;
  return [head, ...parts, ...mark].join('\n\n');
}

function toolSection({ entry, name }: ToolItem, { messages }: LocaleText): string {
  if (entry === null) return '';
  const result = entry.error === undefined ? entry.output : entry.error.message;
  const lines = [
    `> ${messages.toolCall(oneLine(name ?? entry.name))}`,
    `> ${messages.toolInput}: ${code(entry.args)}`,
    ...(result === undefined
      ? []
      : [`> ${entry.error === undefined ? messages.toolResult : messages.toolError}: ${code(result)}`]),
  ];
  return lines.join('\n>\n');
}

/** What a part says; what has no words is named. */
export function partText(part: Part, { messages }: Pick<LocaleText, 'messages'>): string {
  if (!isKnownPart(part)) return messages.unknownPart(part.type);
  switch (part.type) {
    case 'text':
      return part.text.trim();
    case 'reasoning':
      return '';
    case 'card':
      return part.card.fallbackText ?? fenced(part.card.data);
    case 'attachment':
      return `${messages.attachment}: ${oneLine(part.name)}`;
    case 'data':
      return fenced(part.data);
  }
}

function momentOf(ts: string, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(ts));
}

function fenced(value: unknown): string {
  const text = inertText(value);
  // As many as it takes that nothing inside can end it.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}

function code(value: unknown): string {
  return `\`${oneLine(typeof value === 'string' ? value : jsonLine(value)).replaceAll('`', 'ˋ')}\``;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
