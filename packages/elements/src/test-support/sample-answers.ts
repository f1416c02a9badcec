import type { Citation } from '@agent-chat/protocol';

/** Markdown with everything that an answer may hold. */
export const RICH_MARKDOWN = `A conversation is an **immutable, ordered log** of typed events [1]. Commands go in, events come out, and everything else is a *pure fold* over that log [2].

## How a client resumes

1. It keeps one cursor: the epoch and the last \`seq\` that it applied.
2. After a cut it subscribes again with that cursor.
3. What it has already is dropped, a gap is asked for again.

\`\`\`ts
const client = createChatClient({ transport, conversationId });
client.connect();
client.subscribe(() => render(client.getState()));
\`\`\`

| Transport | Direction | Resumes by |
|:--|:--|--:|
| SSE | server to client | \`Last-Event-ID\` |
| WebSocket | both | cursor |

> Disconnecting never cancels. Stopping is a command, and it is logged.

- [x] Nothing twice
- [x] Nothing missing
- [ ] Branches, which come later

See [the protocol](https://example.com/docs/protocol) for every field.`;

export const CITATIONS: readonly Citation[] = [
  {
    marker: '1',
    title: 'The idea in one paragraph',
    url: 'https://example.com/docs/idea',
    excerpt: 'A conversation is an immutable, ordered log of typed events.',
  },
  { marker: '2', title: 'Principles', url: 'https://example.com/docs/principles' },
];

export const LONG_WORDS = `${'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4)} and https://example.com/${'path/'.repeat(40)}`;
