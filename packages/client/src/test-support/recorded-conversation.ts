import type { Part } from '@agent-chat/protocol';
import { answered, cleared, created, draft, queued, said, started, text } from './events.js';
import type { Step } from './scripted-world.js';

const REASONING = 'The person asks in French: “où est la gare ?” 🚉';
const ANSWER = 'La gare est **tout droit** 🚶🏽‍♀️, puis à gauche.\n\n- 5 min à pied\n- bus 12 🚌';
const INPUT = '{"query":"gare 🚉"}';

const CARD: Part = {
  type: 'card',
  partId: 'p2',
  card: { type: 'table', version: 1, data: { rows: [['12', '3 min']] }, fallbackText: 'Bus 12 : 3 min' },
};

/** `content` in pieces of about `size` units, none of which splits a character. */
function pieces(content: string, size: number): string[] {
  const found: string[] = [];
  let piece = '';
  for (const character of content) {
    piece += character;
    if (piece.length >= size) {
      found.push(piece);
      piece = '';
    }
  }
  return piece === '' ? found : [...found, piece];
}

function drafted(
  turn: number,
  target: string,
  content: string,
  rest: Parameters<typeof draft>[4] = {},
): Step[] {
  let offset = 0;
  return pieces(content, 12).map((piece) => {
    const step = { draft: draft(turn, target, offset, piece, rest) };
    offset += piece.length;
    return step;
  });
}

/** What is there before anyone looks. */
export const BEFORE: readonly Step[] = [
  { event: created },
  { event: said(1, 'm1', 'Où est la gare ?') },
  { guidance: { nextParticipantId: 'bot', kind: 'start_turn', turn: 2 } },
];

/**
 * What happens while one looks: reasoning, a tool with its approval, a stop, a card, an attempt that is dropped, events that are not
 * for everyone, a queued message, a lost turn, and in the end a draft that is still open.
 */
export const MEANWHILE: readonly Step[] = [
  { event: started(2) },
  { guidance: { nextParticipantId: 'bot', kind: 'continue_turn', turn: 2 } },
  ...drafted(2, 'm2', REASONING, { kind: 'reasoning' }),
  {
    event: answered(2, 'm2', [{ type: 'reasoning', partId: 'p1', text: REASONING } as never], 'none'),
  },
  ...drafted(2, 't1', INPUT, { kind: 'tool_input', toolName: 'search' }),
  {
    event: {
      type: 'tool_call',
      turn: 2,
      author: 'bot',
      payload: { toolCallId: 't1', name: 'search', args: JSON.parse(INPUT) as unknown },
    },
  },
  {
    event: {
      type: 'approval_requested',
      turn: 2,
      author: 'system',
      payload: {
        approvalId: 'ap1',
        subject: { kind: 'tool', name: 'search', toolCallId: 't1' },
        args: JSON.parse(INPUT) as unknown,
        argsHash: 'h',
        approvers: ['ada'],
        expiresAt: null,
      },
    },
  },
  {
    event: {
      type: 'approval_resolved',
      turn: 2,
      author: 'ada',
      payload: { approvalId: 'ap1', decision: 'approve', argsHash: 'h' },
    },
  },
  { presence: ['bot', 'eve'] },
  { progress: { turn: 2, author: 'bot', status: 'searching' } },
  {
    event: {
      type: 'tool_started',
      turn: 2,
      author: 'bot',
      payload: { toolCallId: 't1', argsHash: 'h', attempt: 1 },
    },
  },
  {
    event: {
      type: 'tool_result',
      turn: 2,
      author: 'bot',
      payload: { toolCallId: 't1', output: ['tout droit'] },
    },
  },
  {
    event: {
      type: 'usage',
      turn: 2,
      author: 'bot',
      audience: 'operators',
      payload: { model: 'm', inputTokens: 1, outputTokens: 1, latencyMs: 1 },
    },
  },
  ...drafted(2, 'm3', 'A first attempt', { draftId: 'm3/p1/0' }),
  { dropped: 'm3/p1/0' },
  ...drafted(2, 'm3', ANSWER),
  { event: queued('m4', 'Merci !', 'r4') },
  { event: { type: 'stop_requested', author: 'ada', payload: { turn: 2, mode: 'graceful' } } },
  { event: answered(2, 'm3', [text(ANSWER), CARD]) },
  { event: { ...said(3, 'm4', 'Merci !', 'r4'), causedBy: 12 } },
  { event: started(4, 2) },
  ...drafted(4, 'm5', 'This turn will be', { fence: 2 }),
  { event: cleared(4, 'lost') },
  { event: started(5, 3) },
  { guidance: { nextParticipantId: 'bot', kind: 'continue_turn', turn: 5 } },
  { progress: { turn: 5, author: 'bot', status: 'thinking' } },
  { typing: ['eve'] },
  ...drafted(5, 'm6', 'De rien, bonne journée ☀️ et', { fence: 3 }),
];
