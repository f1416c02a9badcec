import type { MessageItem, ToolItem } from '@agent-chat/client';
import { type Card, type Citation, isKnownPart, type Part } from '@agent-chat/protocol';
import { destination } from '../markdown/link-deception.js';
import { safeUrl } from '../markdown/safe-url.js';
import { directionOf } from '../messages/locale.js';
import type { LocaleText } from '../messages/locale-text.js';
import type { MessageTable } from '../messages/message-table.js';
import { cellText, tableNumbers } from '../table-card/table-text.js';
import { inertText, visibleControls } from '../tool-call/inert-text.js';
import { jsonText } from '../tool-call/json-text.js';
import { authorName, endOf, tableOf, type Transcript } from './read-transcript.js';
import { escapeHtml } from './safe-html.js';

/** What a page may do that was written by a chat: nothing but be looked at. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `:root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}
body{max-width:46rem;margin:2rem auto;padding:0 1.25rem;overflow-wrap:break-word}h1{font-size:1.6rem;line-height:1.3}
article{margin:1.75rem 0}article>header{display:flex;flex-wrap:wrap;gap:0 .6em;font-size:.9em}
article>div>:first-child{margin-block-start:.5em}article>div>:last-child{margin-block-end:0}
time{opacity:.7}blockquote,details{margin:.75em 0;padding-inline-start:1em;border-inline-start:3px solid #8886}
ul.sources{list-style:none;margin-block-start:.25em;padding:0;font-size:.9em}p.sources{margin-block-end:0;font-size:.85em;font-weight:600;opacity:.7}
li.task{list-style:none;margin-inline-start:-1.4em}figure{margin:1em 0}figure pre{margin:.25em 0 0}figcaption{font-size:.85em;opacity:.7}
pre{overflow-x:auto;white-space:pre-wrap;padding:1em;border-radius:8px;background:#8881}code{font-family:ui-monospace,monospace}
table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #8886;padding:.35em .7em;text-align:start;vertical-align:top}td code{white-space:nowrap}.end{text-align:end;font-variant-numeric:tabular-nums}
caption{padding-block-end:.35em;font-weight:600;text-align:start}
.you{padding:.75em 1em;border-radius:14px;background:#8882}.lines{white-space:pre-wrap}em.mark{opacity:.75}
@media print{body{margin:0}article{break-inside:avoid}}`;

/**
 * A page that stands alone: no script, no request, safe to open and to print. `renderText` makes
 * HTML of markdown and is trusted to make nothing else.
 */
export function transcriptHtml(
  transcript: Transcript,
  title: string,
  text: LocaleText,
  renderText: (markdown: string) => string,
): string {
  const locale = text.locale ?? 'en';
  const heading = escapeHtml(visibleControls(title));
  const sections = transcript.items.map((item) =>
    item.kind === 'tool' ? toolSection(item, text) : messageSection(item, transcript, text, renderText),
  );
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${heading}</h1>
${sections.filter((section) => section !== '').join('\n')}
</body>
</html>
`;
}

function messageSection(
  { entry }: MessageItem,
  transcript: Transcript,
  text: LocaleText,
  renderText: (markdown: string) => string,
): string {
  const { parts, role } = entry.message;
  const bodies = parts
    .map((part) => partHtml(part, role === 'user', text, renderText))
    .filter((body) => body !== '');
  const ended = endOf(entry.message, text.messages);
  if (ended !== null) {
    const reason = ended.reason === '' ? '' : `: <bdi>${escapeHtml(visibleControls(ended.reason))}</bdi>`;
    bodies.push(`<p><em class="mark">${escapeHtml(ended.words)}${reason}</em></p>`);
  }
  if (bodies.length === 0) return '';
  const moment = new Intl.DateTimeFormat(text.locale, { dateStyle: 'medium', timeStyle: 'short' });
  return `<article${role === 'user' ? ' class="you"' : ''}>
<header><strong><bdi>${escapeHtml(visibleControls(authorName(transcript, entry.author)))}</bdi></strong>
<time datetime="${escapeHtml(entry.ts)}">${escapeHtml(moment.format(new Date(entry.ts)))}</time></header>
<div dir="auto">${bodies.join('\n')}</div>
</article>`;
}

/** Only what an agent writes as text is markdown. */
function partHtml(
  part: Part,
  isOfPerson: boolean,
  { messages, locale }: LocaleText,
  renderText: (markdown: string) => string,
): string {
  if (!isKnownPart(part)) return `<p>${escapeHtml(messages.unknownPart(visibleControls(part.type)))}</p>`;
  switch (part.type) {
    case 'text': {
      const words = part.text.trim();
      if (words === '') return '';
      // A person's asterisks are asterisks.
      if (isOfPerson) return `<p class="lines">${escapeHtml(words)}</p>`;
      return renderText(words) + sourceList(part.citations ?? [], messages);
    }
    case 'reasoning':
      return '';
    case 'card':
      return cardHtml(part.card, locale);
    case 'attachment':
      return `<p>${escapeHtml(messages.attachment)}: <bdi>${escapeHtml(visibleControls(part.name))}</bdi></p>`;
    case 'data':
      return `<pre>${escapeHtml(inertText(part.data))}</pre>`;
  }
}

/** A table as a table; another card by the text that it brings, else as it is. */
function cardHtml(card: Card, locale: string | undefined): string {
  const table = tableOf(card);
  if (table === null) {
    const { data, fallbackText } = card;
    if (fallbackText === undefined) return `<pre>${escapeHtml(inertText(data))}</pre>`;
    return `<p class="lines">${escapeHtml(inertText(fallbackText))}</p>`;
  }
  const { caption, columns, rows } = table;
  const numbers = tableNumbers(locale);
  const cell = (name: 'td' | 'th', words: string, align: string | undefined): string =>
    `<${name}${align === 'end' ? ' class="end"' : ''}><bdi>${escapeHtml(visibleControls(words))}</bdi></${name}>`;
  const head = columns.map(({ label, align }) => cell('th', label, align)).join('');
  const body = rows.map((row) => {
    const cells = columns.map(({ key, align }) => cell('td', cellText(row, key, numbers), align));
    return `<tr>${cells.join('')}</tr>`;
  });
  const title =
    caption === undefined ? '' : `<caption><bdi>${escapeHtml(visibleControls(caption))}</bdi></caption>`;
  return `<table>${title}<thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

function sourceList(citations: readonly Citation[], messages: MessageTable): string {
  if (citations.length === 0) return '';
  const items = citations.map(({ marker, title, url }) => {
    const address = url === undefined ? null : safeUrl(url);
    const name = escapeHtml(visibleControls(title));
    const link = address === null ? name : `<a href="${escapeHtml(address.href)}">${name}</a>`;
    // The title is what somebody calls it. On paper the address is nowhere else.
    const place = address === null ? '' : ` <bdi dir="ltr">(${escapeHtml(destination(address))})</bdi>`;
    return `<li>[${escapeHtml(visibleControls(marker))}] <bdi>${link}</bdi>${place}</li>`;
  });
  return `<p class="sources">${escapeHtml(messages.sources)}</p><ul class="sources">${items.join('')}</ul>`;
}

function toolSection({ entry, name }: ToolItem, { messages }: LocaleText): string {
  if (entry === null) return '';
  const result = entry.error === undefined ? entry.output : entry.error.message;
  const block = (label: string, value: unknown): string =>
    `<p>${escapeHtml(label)}</p><pre><code>${escapeHtml(visibleControls(jsonText(value)))}</code></pre>`;
  const title = messages.toolCall(visibleControls(name ?? entry.name));
  return `<details><summary>${escapeHtml(title)}</summary>
${block(messages.toolInput, entry.args)}
${result === undefined ? '' : block(entry.error === undefined ? messages.toolResult : messages.toolError, result)}
</details>`;
}
