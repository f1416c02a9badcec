import {
  AgentChatError,
  type ConversationEvent,
  type ConversationRecord,
  parseEvent,
} from '@agent-chat/protocol';

/** Nothing is fetched and nothing runs, also where the file is opened from a disk. */
export const CONVERSATION_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox";

const STYLES = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:2rem auto;max-width:46rem;padding:0 1rem}
article{border-inline-start:3px solid #8886;margin:1rem 0;padding:.25rem 1rem}
article.user{border-color:#6366f1}
header{color:GrayText;font-size:.85rem}
p,pre{margin:.25rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
pre,summary{font-size:.85rem}`;

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
<p>${escaped(record.conversationId)}, ${timeOf(record.createdAt)} to ${timeOf(record.updatedAt)}</p>
`;
  for await (const json of events) {
    const event = parseEvent(JSON.parse(json));
    if (event === null) throw new AgentChatError('StoreDamaged', 'An event can not be read.');
    yield entryOf(event, names.get(event.author) ?? event.author);
  }
  yield '</body>\n</html>\n';
}

function entryOf(event: ConversationEvent, name: string): string {
  const { type, ts } = event;
  const payload = event.payload as Readonly<Record<string, unknown>>;
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
      return `<p>${escaped(`${name}: ${textOf(payload['rating'])} ${textOf(payload['comment'])}`)}</p>\n`;
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

function outcomeOf({ outcome }: Readonly<Record<string, unknown>>): string {
  const { status = 'complete' } = (outcome ?? {}) as { readonly status?: unknown };
  return status === 'complete' ? '' : `\n<p>(${escaped(textOf(status))})</p>`;
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

function timeOf(ts: string): string {
  return `<time datetime="${escaped(ts)}">${escaped(ts)}</time>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
