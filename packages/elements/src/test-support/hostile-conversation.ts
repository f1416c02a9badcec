import type { Part } from '@agent-chat/protocol';
import { ConversationScript, textPart } from './conversation-script.js';
import { SAMPLE_CARDS } from './sample-cards.js';
import { draft, ScriptedClient } from './scripted-client.js';

/** What of a card is one of a few words of the protocol, without which it would be none. */
const KEPT: ReadonlySet<string> = new Set([
  ...['type', 'status', 'kind', 'severity', 'direction', 'from', 'to', 'align', 'key'],
]);

/** `value` with `text` in place of everything that a model is free to write in it. */
function filledWith(text: string, value: unknown, key = ''): unknown {
  if (typeof value === 'string') return KEPT.has(key) ? value : text;
  if (Array.isArray(value)) return value.map((each) => filledWith(text, each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, filledWith(text, each, name)]),
  );
}

/** A conversation that has `text` in each place where a model, a tool or a stranger may have written it. */
export function hostileConversation(text: string): ScriptedClient {
  const short = text.slice(0, 128) || ' ';
  const args = { [text]: text, list: [text, { [text]: 1 }] };
  const stranger = { participantId: short, kind: 'agent', displayName: short } as const;
  const script = new ConversationScript().says(text);
  script.logs('roster_changed', { added: [stranger], removed: [] });
  script.starts();
  script.logsBy('guide', 'thought', { text });
  script.steps(text, 'start').steps(text, 'error', { message: text, latencyMs: 20 });
  script.calls('call-1', text, args).startsTool('call-1').gets('call-1', args);
  script.calls('call-2', text, text).startsTool('call-2').fails('call-2', text);
  script.queries('query-1', text).replies('query-1', text);
  for (const [type, payload] of [
    ['note', { text }],
    ['handoff', { to: short, reason: text }],
    ['paused', { reason: { code: 'x', message: text, retryable: false } }],
    ['something_new', { text }],
  ] as const) {
    script.logsBy('guide', type, payload);
  }
  script.answers(partsOf(text), {
    status: 'failed',
    reason: { code: 'x', message: text, retryable: true },
  });
  script.says('And?').starts().calls('call-3', short, args);
  const subject = {
    kind: 'tool',
    name: short,
    toolCallId: 'call-3',
    toolVersion: text,
    stage: text,
  } as const;
  script.asks('approval-1', { subject, args, covers: 'stage', reason: { code: 'x', message: text } });
  return new ScriptedClient(script, {
    progress: { turn: script.turn, author: 'guide', status: text },
    drafts: [draft(text, { turn: script.turn, messageId: 'live-9' })],
  });
}

function partsOf(text: string): Part[] {
  const marker = text.slice(0, 16) || '2';
  const short = text.slice(0, 64) || 'x';
  const table = {
    caption: text,
    columns: [{ key: 'a', label: text }],
    rows: [{ a: text }],
  };
  const cards = [
    ...SAMPLE_CARDS.map(({ type, version, data }) => ({ type, version, data: filledWith(text, data) })),
    { type: 'table', version: 1, data: table },
    {
      ...{ type: short, version: 1, data: { text }, fallbackText: text },
      actions: [{ actionId: short, label: text, payload: { [text]: text } }],
    },
  ];
  return [
    { type: 'reasoning', partId: 'p1', text, durationMs: 10 },
    {
      ...{ type: 'text', partId: 'p2', text: `${text}\n\nSee [1], and [${marker}].` },
      citations: [
        { marker: '1', title: text, url: text, excerpt: text },
        { marker, title: text, url: 'https://ok.invalid/', excerpt: text },
      ],
    },
    { type: 'attachment', partId: 'p3', attachmentId: 'a1', name: text, contentType: text, summary: text },
    { type: 'data', partId: 'p4', name: text, data: args(text) },
    { type: text || 'x', partId: 'p5' },
    textPart(text, 'p6'),
    ...cards.map((card, index) => ({ type: 'card', partId: `card-${index}`, card })),
  ];
}

const args = (text: string): unknown => ({ [text]: text });
