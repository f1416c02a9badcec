import { type ConversationEvent, parseEvent } from '@agent-chat/protocol';
import { foldLog } from './long-conversation.js';
import { draft, ScriptedClient } from './scripted-client.js';

export const CROWD_AGENTS = [
  ['planner', 'Planner'],
  ['researcher', 'Research desk'],
  ['critic', 'Devil’s advocate'],
  ['writer', 'Writer'],
] as const;
const PEOPLE = [
  ['amina', 'Amina Khalil'],
  ['jonas', 'Jonas Weiß'],
] as const;

const SAID: readonly (readonly [author: string, text: string])[] = [
  ['amina', 'We want to announce the new plan on Tuesday. What is missing?'],
  ['planner', 'Three things: the **figures**, a headline, and somebody who has read it with hostile eyes.'],
  [
    'researcher',
    'Last year’s launch reached 41,200 people, 6.2 % of whom wrote back. I would expect 5 to 7 %.',
  ],
  ['researcher', 'The plan is 12 % cheaper than the nearest one, for up to five seats.'],
  ['critic', 'Then why does the second paragraph talk of *unlimited* seats? That will be quoted.'],
  ['jonas', 'Fair. Take it out.'],
  ['jonas', 'And let me see the headline before it goes anywhere.'],
  ['writer', 'Headline: **“Five seats, one price.”**'],
];

/** Two people and four agents, with one agent at work unless nobody is. */
export function crowdClient(now: 'work' | 'writing' | 'rest' = 'work'): ScriptedClient {
  const isWriting = now === 'writing';
  const participants = [
    ...CROWD_AGENTS.map(([participantId, displayName]) => ({ participantId, kind: 'agent', displayName })),
    ...PEOPLE.map(([participantId, displayName]) => ({ participantId, kind: 'user', displayName })),
  ];
  const log: ConversationEvent[] = [];
  const add = (author: string, type: string, payload: unknown, turn = 0): void => {
    log.push(
      parseEvent({
        conversationId: 'conversation-1',
        seq: log.length + 1,
        turn,
        ts: new Date(Date.parse('2026-11-20T09:30:00.000Z') + log.length * 50_000).toISOString(),
        author,
        type,
        finality: type === 'message' ? 'turn' : 'none',
        audience: 'everyone',
        payload,
      }),
    );
  };
  add('system', 'created', { participants, title: 'The launch' });
  SAID.forEach(([author, text], index) => {
    const role = PEOPLE.some(([id]) => id === author) ? 'user' : 'assistant';
    const parentId = index === 0 ? null : `message-${index - 1}`;
    const parts = [{ type: 'text', partId: 'p1', text }];
    add(author, 'message', { messageId: `message-${index}`, parentId, role, parts }, index + 1);
  });
  const turn = SAID.length + 1;
  const execution = { executionId: 'execution-1', agentId: 'critic', turn, fence: 1, attempt: 1 };
  if (now !== 'rest') add('system', 'execution_started', execution);
  const text = 'Better. It says what one gets, and';
  return new ScriptedClient(null, {
    conversation: foldLog(log),
    typing: isWriting ? ['jonas'] : [],
    progress: now === 'work' ? { turn, author: 'critic', status: 'Reading the draft' } : null,
    drafts: isWriting ? [draft(text, { turn, author: 'critic', messageId: 'message-9' })] : [],
  });
}
