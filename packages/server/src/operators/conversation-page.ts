import type { ConversationEvent, ConversationRecord } from '@agent-chat/protocol';
import { escaped } from '../http/escaped.js';

/** Nothing is fetched and nothing runs, also where the file is opened from a disk. */
export const CONVERSATION_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox";

const STYLES = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:2rem auto;max-width:44rem;padding:0 1rem}
h1{font-size:1.4rem;line-height:1.3;margin:0;overflow-wrap:anywhere}
article{background:light-dark(#f3f4f6,#26272e);border-radius:.75rem;margin:.75rem 0;padding:.6rem .9rem}
article.user{background:light-dark(#e6e8ff,#2f3158);margin-inline-start:2rem}
.quiet,article header,summary{color:light-dark(#565a66,#a7abb8);font-size:.85rem}
.quiet{margin:.25rem 0 1rem}
details{margin:.25rem 0}
p,pre{margin:.2rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
pre{font-size:.8rem;max-height:24rem;overflow:auto}
@media print{article{break-inside:avoid}}`;

/**
 * A conversation as a page for people, piece by piece. Whatever was said in it is text: the page holds
 * no script, and its policy lets none run.
 */
export async function* conversationPage(
  record: ConversationRecord,
  events: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  const names = new Map(record.participants.map((each) => [each.participantId, each.displayName]));
  const title = escaped(record.title ?? 'Conversation');
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(CONVERSATION_PAGE_POLICY.replace('; sandbox', ''))}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLES}</style>
</head>
<body>
<h1 dir="auto">${title}</h1>
<p class="quiet">${timeOf(record.createdAt)} to ${timeOf(record.updatedAt)}, ${escaped(record.conversationId)}</p>
`;
  for await (const json of events) {
    // As the store has it: of types that this version does not know it says nothing.
    const event = JSON.parse(json) as ConversationEvent;
    yield entryOf(event, names.get(event.author) ?? event.author);
  }
  yield '</body>\n</html>\n';
}

function entryOf(event: ConversationEvent, name: string): string {
  const { type, ts } = event;
  const payload = Object(event.payload) as Readonly<Record<string, unknown>>;
  const head = `<header><strong dir="auto">${escaped(name)}</strong> ${timeOf(ts)}</header>`;
  switch (type) {
    case 'message': {
      const parts = Array.isArray(payload['parts'])
        ? (payload['parts'] as Readonly<Record<string, unknown>>[])
        : [];
      const kind = payload['role'] === 'user' ? ' class="user"' : '';
      return `<article${kind}>${head}\n${parts.map(partOf).join('\n')}${outcomeOf(payload)}</article>\n`;
    }
    case 'tool_call':
      return folded(`${textOf(payload['name'])} was called by ${name}`, payload['args']);
    case 'tool_result':
      return folded('What it answered', payload['output'] ?? payload['error']);
    case 'feedback_given':
      return ratingOf(name, payload);
    case 'note':
      return `<article>${head}\n<p dir="auto">${escaped(textOf(payload['text']))}</p></article>\n`;
    default:
      return '';
  }
}

function partOf(part: Readonly<Record<string, unknown>>): string {
  switch (part['type']) {
    case 'text':
      return `<p dir="auto">${escaped(textOf(part['text']))}</p>`;
    case 'reasoning':
      return folded('Reasoning', part['text']);
    case 'attachment':
      return `<p dir="auto">${escaped(`${textOf(part['name'])} (${textOf(part['contentType'])})`)}</p>`;
    case 'card': {
      const { card } = part as { readonly card?: Readonly<Record<string, unknown>> };
      return folded(textOf(card?.['fallbackText'] ?? card?.['type']), card?.['data']);
    }
    default:
      return folded(textOf(part['type']), part);
  }
}

function ratingOf(name: string, { rating, comment }: Readonly<Record<string, unknown>>): string {
  const given = rating === null ? 'took a rating back' : `rated an answer: ${textOf(rating)}`;
  const words = textOf(comment) === '' ? '' : `. ${textOf(comment)}`;
  return `<p class="quiet" dir="auto">${escaped(`${name} ${given}${words}`)}</p>\n`;
}

function outcomeOf({ outcome }: Readonly<Record<string, unknown>>): string {
  const { status = 'complete' } = (outcome ?? {}) as { readonly status?: unknown };
  return status === 'complete' ? '' : `\n<p class="quiet">This answer is ${escaped(textOf(status))}.</p>`;
}

function folded(summary: string, content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  return `<details><summary dir="auto">${escaped(summary)}</summary><pre dir="auto">${escaped(text ?? '')}</pre></details>\n`;
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value);
}

/** To the minute and in UTC: the file is read who knows where. */
function timeOf(ts: string): string {
  const at = Date.parse(ts);
  const said = Number.isNaN(at) ? ts : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<time datetime="${escaped(ts)}">${escaped(said)}</time>`;
}
