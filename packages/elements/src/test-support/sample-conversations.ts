import { AgentChatError, type Part } from '@agent-chat/protocol';
import { ConversationScript, textPart } from './conversation-script.js';
import { CITATIONS, LONG_WORDS, RICH_MARKDOWN } from './sample-answers.js';
import { connection, draft, pendingMessage, ScriptedClient } from './scripted-client.js';

/** Conversations in the states that a chat can be in, each new. */
export const SAMPLES = {
  empty: () => new ScriptedClient(new ConversationScript()),

  loading: () => new ScriptedClient(null, { connection: connection({ status: 'connecting' }) }),

  answered: () => new ScriptedClient(answered()),

  thinking: () =>
    new ScriptedClient(answered().wait(60_000).says('And what happens when the server dies?').starts(), {
      progress: { turn: 4, author: 'guide', status: 'Searching the documentation' },
    }),

  streaming: () => {
    const script = answered().wait(60_000).says('Show me the whole picture.').starts();
    script.writes([{ type: 'reasoning', partId: 'p1', text: 'The guide looks this up.', durationMs: 2_300 }]);
    script.calls('call-9', 'search_docs', { query: 'resume after a cut', limit: 5 }).startsTool('call-9');
    script.gets('call-9', { hits: 5 });
    return new ScriptedClient(script, {
      drafts: [draft(RICH_MARKDOWN.slice(0, 640), { turn: script.turn, messageId: 'live-9' })],
    });
  },

  waiting: () => {
    const script = answered().says('Tell me a long story.').starts();
    script.queues('queued-1', 'And then explain drafts.', 'request-7');
    script.queues('queued-2', 'And what an epoch is.', 'request-9');
    return new ScriptedClient(script, {
      drafts: [draft('Once upon a time there was a log', { turn: script.turn })],
      pending: [pendingMessage('One more thing, still on its way.', null, 'request-8')],
    });
  },

  /** An agent at work: steps, tools, and a person who is asked. */
  approval: () => {
    const script = answered().wait(60_000).says('Tell Ada that her bicycle is ready.').starts();
    script.steps('plan', 'start').steps('plan', 'ok', { latencyMs: 420, costMicroUsd: 1_234 });
    script.steps('find_customer', 'start');
    script.calls('call-8', 'find_customer', { name: 'Ada' }).startsTool('call-8');
    script.gets('call-8', { email: 'ada@example.com' });
    script.steps('find_customer', 'ok', { latencyMs: 1_310, costMicroUsd: 8_020 });
    script.steps('write', 'start').steps('write', 'ok', { latencyMs: 2_840, costMicroUsd: 20_500 });
    const body = 'Dear Ada,\n\nyour bicycle is ready.\n\nThe shop';
    script.calls('call-9', 'send_email', { to: 'ada@example.com', subject: 'Your order 4711', body });
    script.asks('approval-1', {
      expiresAt: new Date(Date.now() + 23 * 3_600_000).toISOString(),
      reason: { code: 'needs_approval', message: 'It writes to a customer.' },
    });
    return new ScriptedClient(script);
  },

  /** A person's files, of each kind that is shown in its own way. */
  attachments: () =>
    new ScriptedClient(
      new ConversationScript()
        .sends([
          textPart('Here are the papers'),
          file('p2', 'invoice-4711.pdf', 'application/pdf', 148_220),
          file('p3', 'bicycle.png', 'image/png', 2_481_000),
          file('p4', `a${'very-'.repeat(20)}long-name.txt`, 'text/plain'),
        ])
        .answers('Thank you.'),
    ),

  failures: () => {
    const script = new ConversationScript();
    script.says('Stop in the middle, please.');
    script.answers('The first half of an answer,', { status: 'stopped' });
    script.says('Now a very long one.');
    script.answers('It goes on and on', {
      status: 'truncated',
      reason: {
        code: 'max_tokens',
        message: 'the answer reached its limit of 4,096 tokens',
        retryable: true,
      },
    });
    script.says('And one that breaks.').starts();
    script.calls('call-1', 'read_file', { path: 'docs/protocol.md' }).startsTool('call-1');
    script.fails('call-1', 'The file is not there.');
    script.answers([], {
      status: 'failed',
      reason: { code: 'provider_error', message: 'the model did not answer', retryable: true },
    });
    script.says('Once more?').starts().clears('lost').starts(2);
    const refused = new AgentChatError('PayloadTooLarge', 'The message is too long.');
    return new ScriptedClient(script, {
      connection: connection({ status: 'reconnecting', attempt: 2, retryAt: Date.now() + 8_000 }),
      drafts: [draft('The connection broke right', { turn: script.turn, interrupted: true })],
      pending: [pendingMessage('This was far too long.', refused)],
    });
  },

  long: () => {
    const script = new ConversationScript();
    for (let round = 1; round <= 12; round++) {
      script.says(`Question ${round}: ${LONG_WORDS.slice(0, 60 * (round % 4))} how does part ${round} work?`);
      script.answers(
        `Part ${round} works like the others.\n\n${round % 3 === 0 ? RICH_MARKDOWN : 'It is one event.'}`,
      );
      script.wait(3 * 60 * 60 * 1_000);
    }
    return new ScriptedClient(script);
  },
} as const;

function answered(): ConversationScript {
  const script = new ConversationScript();
  script.says('What is a conversation here, and how does a client resume?').starts();
  script.writes([
    {
      type: 'reasoning',
      partId: 'p1',
      text: 'The question has two halves. I look both up in the documentation.',
      durationMs: 4_200,
    },
  ]);
  script.calls('call-1', 'search_docs', { query: 'conversation log resume', limit: 3 }).startsTool('call-1');
  script.gets('call-1', { hits: [{ title: 'The idea in one paragraph', score: 0.91 }] });
  script.answers([
    { type: 'text', partId: 'p1', text: RICH_MARKDOWN, citations: [...CITATIONS] },
    {
      type: 'card',
      partId: 'p2',
      card: {
        type: 'table',
        version: 1,
        data: {
          caption: 'What each transport costs',
          columns: [
            { key: 'name', label: 'Transport' },
            { key: 'viewers', label: 'Viewers a core', align: 'end' },
            { key: 'bytes', label: 'Bytes a viewer', align: 'end' },
          ],
          rows: [
            { name: 'Server-sent events', viewers: 54_545, bytes: 19_800 },
            { name: 'WebSocket', viewers: 162_245, bytes: 13_900 },
          ],
        },
      },
    },
  ]);
  return script;
}

function file(partId: string, name: string, contentType: string, sizeBytes?: number): Part {
  const size = sizeBytes === undefined ? {} : { sizeBytes };
  return { type: 'attachment', partId, attachmentId: `attachment-${partId}`, name, contentType, ...size };
}

/** A conversation with one short answer, for tests that add to it. */
export function shortConversation(): ConversationScript {
  return new ConversationScript().says('Hello?').answers([textPart('Hello. What would you like to know?')]);
}
