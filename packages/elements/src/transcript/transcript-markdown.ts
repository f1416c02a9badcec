import type { MessageItem, ToolItem } from '@agent-chat/client';
import { type Card, type Citation, isKnownPart, type Part } from '@agent-chat/protocol';
import { safeUrl } from '../markdown/safe-url.js';
import type { LocaleText } from '../messages/locale-text.js';
import { cellText, tableNumbers } from '../table-card/table-text.js';
import { inertText, visibleControls } from '../tool-call/inert-text.js';
import { jsonLine } from '../tool-call/json-text.js';
import { authorName, endOf, tableOf, type Transcript } from './read-transcript.js';

/** The conversation for people: who, when, and what they wrote, in markdown. */
export function transcriptMarkdown(transcript: Transcript, title: string, text: LocaleText): string {
  const sections = transcript.items.map((item) =>
    item.kind === 'tool' ? toolSection(item, text) : messageSection(item, transcript, text),
  );
  return `${[`# ${escaped(title)}`, ...sections.filter((section) => section !== '')].join('\n\n')}\n`;
}

function messageSection(item: MessageItem, transcript: Transcript, text: LocaleText): string {
  const { author, ts, message } = item.entry;
  const parts = message.parts
    .map((part) => partText(part, text))
    .filter((words) => words !== '')
    .map(quoted);
  const ended = endOf(message, text.messages);
  const mark =
    ended === null ? [] : [`*${ended.words}*${ended.reason === '' ? '' : `: ${escaped(ended.reason)}`}`];
  if (parts.length + mark.length === 0) return '';
  const head = `**${escaped(authorName(transcript, author))}** · ${momentOf(ts, text.locale)}`;
  return [head, ...parts, ...mark].join('\n\n');
}

function toolSection({ entry, name }: ToolItem, { messages }: LocaleText): string {
  if (entry === null) return '';
  const result = entry.error === undefined ? entry.output : entry.error.message;
  const lines = [
    `- ${messages.toolCall(escaped(name ?? entry.name))}`,
    `- ${messages.toolInput}: ${code(entry.args)}`,
    ...(result === undefined
      ? []
      : [`- ${entry.error === undefined ? messages.toolResult : messages.toolError}: ${code(result)}`]),
  ];
  return lines.join('\n');
}

/** What a part says; what has no words is named. Only a text is markdown. */
function partText(part: Part, { messages, locale }: LocaleText): string {
  if (!isKnownPart(part)) return messages.unknownPart(escaped(part.type));
  switch (part.type) {
    case 'text':
      return [part.text.trim(), sourceList(part.citations ?? [])]
        .filter((words) => words !== '')
        .join('\n\n');
    case 'reasoning':
      return '';
    case 'card':
      return cardText(part.card, locale);
    case 'attachment':
      return `${messages.attachment}: ${escaped(part.name)}`;
    case 'data':
      return fenced(inertText(part.data));
  }
}

/** A table as a table; another card by the text that it brings, else as it is. */
function cardText(card: Card, locale: string | undefined): string {
  const table = tableOf(card);
  if (table === null) return fenced(inertText(card.fallbackText ?? card.data));
  const { caption, columns, rows } = table;
  const numbers = tableNumbers(locale);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    ...(caption === undefined ? [] : [`${escaped(caption)}\n`]),
    line(columns.map(({ label }) => escaped(label))),
    line(columns.map(({ align }) => (align === 'end' ? '--:' : '---'))),
    ...rows.map((row) => line(columns.map(({ key }) => escaped(cellText(row, key, numbers))))),
  ].join('\n');
}

function sourceList(citations: readonly Citation[]): string {
  return citations
    .map(({ marker, title, url }) => {
      const address = url === undefined ? null : safeUrl(url);
      return `- ${escaped(`[${marker}] ${title}`)}${address === null ? '' : ` <${address.href}>`}`;
    })
    .join('\n');
}

/** Nothing in it can pass for a line of the file's own, for example for the name of another author. */
function quoted(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

function momentOf(ts: string, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(ts));
}

function fenced(text: string): string {
  // As many as it takes that nothing inside can end it.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function code(value: unknown): string {
  const text = visibleControls(typeof value === 'string' ? value : jsonLine(value));
  return `\`${oneLine(text).replaceAll('`', 'ˋ')}\``;
}

/** A name, which is no markdown. */
function escaped(text: string): string {
  return oneLine(visibleControls(text)).replaceAll(/[\\`*_{}[\]<>#|~&!]/g, String.raw`\$&`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
