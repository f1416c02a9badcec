import { describe, expect, it } from 'vitest';
import { conversationPage } from './conversation-page.js';

const RECORD = {
  conversationId: 'conv_1',
  title: '</title><script>alert(1)</script>',
  participants: [
    { participantId: 'ada', kind: 'user', displayName: '<b>Ada</b>' },
    { participantId: 'bot', kind: 'agent', displayName: 'Helper' },
  ],
  head: 5,
  ended: false,
  createdAt: '2026-03-02T10:00:00.000Z',
  updatedAt: '2026-03-02T10:00:05.000Z',
} as const;

async function pageOf(
  ...events: readonly [type: string, author: string, payload: object][]
): Promise<string> {
  async function* lines() {
    for (const [index, [type, author, payload]] of events.entries()) {
      const ts = '2026-03-02T10:00:01.000Z';
      const [finality, audience] = ['none', 'everyone'];
      yield JSON.stringify({
        conversationId: 'c',
        seq: index + 1,
        turn: 1,
        ts,
        author,
        type,
        finality,
        audience,
        payload,
      });
    }
  }
  let page = '';
  const participants = RECORD.participants.map((each) => ({ ...each }));
  for await (const piece of conversationPage({ ...RECORD, participants }, lines())) page += piece;
  return page;
}

describe('a conversation as a page', () => {
  it('has what was said, done and thought, and by whom', async () => {
    const page = await pageOf(
      [
        'message',
        'ada',
        {
          messageId: 'm',
          parentId: null,
          role: 'user',
          parts: [{ type: 'text', partId: 'p', text: 'a\nb' }],
        },
      ],
      ['tool_call', 'bot', { toolCallId: 't', name: 'find', args: { id: 4711 } }],
      ['tool_result', 'bot', { toolCallId: 't', output: 'sent' }],
      [
        'message',
        'bot',
        {
          messageId: 'n',
          parentId: 'm',
          role: 'assistant',
          outcome: { status: 'stopped' },
          parts: [
            { type: 'reasoning', partId: 'r', text: 'I look.' },
            { type: 'text', partId: 'p', text: 'Sent.' },
            {
              type: 'card',
              partId: 'c',
              card: { type: 'table', version: 1, fallbackText: 'A table', data: [1] },
            },
            { type: 'invented', partId: 'i', what: '<x>' },
          ],
        },
      ],
      ['feedback_given', 'ada', { messageId: 'n', rating: 'up', comment: 'Thanks' }],
      ['invented', 'bot', {}],
    );
    const text = page.replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, ' ').replaceAll(/\s+/g, ' ');
    for (const said of [
      '2026-03-02 10:00 UTC a b',
      'find was called by Helper',
      '4711',
      'What it answered sent',
      'Reasoning I look.',
      'Sent.',
      'A table [ 1 ]',
      'invented',
      'This answer is stopped.',
      'rated an answer: up. Thanks',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('holds nothing that is not text of the page itself, wherever it was written', async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'><!--`;
    const page = await pageOf(
      [
        'message',
        hostile,
        {
          messageId: hostile,
          parentId: null,
          role: 'user',
          parts: [{ type: hostile, partId: 'p', text: hostile }],
        },
      ],
      [
        'message',
        'ada',
        {
          messageId: 'm',
          parentId: null,
          role: 'user',
          outcome: { status: hostile },
          parts: [{ type: 'attachment', partId: 'q', name: hostile, contentType: hostile }],
        },
      ],
      ['tool_call', 'bot', { toolCallId: 't', name: hostile, args: { [hostile]: hostile } }],
      ['tool_result', 'bot', { toolCallId: 't', output: hostile }],
      ['feedback_given', 'ada', { messageId: 'm', rating: hostile, comment: hostile }],
      ['note', 'ada', { text: hostile }],
    );
    expect(page).not.toMatch(/<(?:script|img|b>|!--)/);
    expect(page).not.toMatch(/<[^>]*\s(?:on\w+|src|href)\s*=/);
    expect(page.match(/<title>.*<\/title>/)?.[0]).toBe(
      '<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>',
    );
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;');
  });
});
