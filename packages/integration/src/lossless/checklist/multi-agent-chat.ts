import type { ChecklistLine, Proof } from './checklist-line.js';

const STREAM: Proof = [
  'multi-agent-chat-wire.test.ts',
  'streams tokens and thinking apart, then each use of a tool with its result, and the end',
];
const QUEUE: Proof = [
  'multi-agent-chat-wire.test.ts',
  'takes one query at a time and the others in order, stops with the text kept, and resumes after any message',
];
const HISTORY: Proof = [
  'multi-agent-chat.test.ts',
  'has its history back: messages, thinking, tools with their whole results, how each answer ended, and what nobody has foretold',
];

/** What a chat with several agents has. */
export const MULTI_AGENT_CHAT: readonly ChecklistLine[] = [
  {
    line: 'client to server: `chat, stop, subscribe`; server to client: `token, thinking, tool_use, tool_result, done, error` (types fixed, fields ours)',
    by: [
      STREAM,
      QUEUE,
      ['interop-stack.test.ts', 'has a frame for guidance and a method for each call of its conversations'],
    ],
  },
  {
    line: 'chat per id; final assistant messages and paired `tool_use`/`tool_result` history stored and linked to the chat',
    by: [HISTORY],
  },
  {
    line: 'one query at a time, others queued in order',
    by: [
      QUEUE,
      [
        'multi-agent-chat.test.ts',
        'keeps the choice of a model and of a persona with its conversation, and the queue in order',
      ],
    ],
  },
  {
    line: 'resume from the last message id',
    by: [QUEUE],
  },
  {
    line: 'stop: current sentence or tool finishes, text kept',
    by: [
      QUEUE,
      ['packages/agents/src/loop/stop.test.ts', 'lets the sentence end and keeps the text'],
      [
        'packages/agents/src/loop/stop.test.ts',
        'lets the running tool finish, logs its result, and starts no other',
      ],
    ],
  },
  {
    line: 'turn limit: partial answer kept plus a warning, distinguishable from an error and from a stop',
    by: [
      HISTORY,
      [
        'packages/agents/src/loop/create-agent.test.ts',
        'end the turn with what there is and a warning, and run no tool for nobody',
      ],
      ['packages/agents/src/loop/resume.test.ts', 'counts the steps from before the cut'],
    ],
  },
  {
    line: 'models Haiku (default), Sonnet, Opus; anonymous: Haiku only, choice disabled; choice stored per chat',
    by: [
      [
        'multi-agent-chat-wire.test.ts',
        'keeps the model that was chosen with each chat, of which anonymous people have the cheap one alone',
      ],
      ['packages/agents/src/personas/persona-agent.test.ts', 'prefers the model that people have chosen'],
    ],
  },
  {
    line: 'thinking tokens streamed apart from answer tokens',
    by: [STREAM],
  },
  {
    line: 'persona: `name, system_prompt, allowed_tools`; a default one; chosen per chat, then fixed',
    by: [
      ['multi-agent-chat-wire.test.ts', 'has its personas back, unknown fields included'],
      [
        'packages/agents/src/personas/persona-agent.test.ts',
        'stays what it was in a conversation, and is new in new ones, also after a restart',
      ],
    ],
  },
  {
    line: 'tool results whole, never shortened; tools run unasked unless configured',
    by: [
      HISTORY,
      [
        'multi-agent-chat.test.ts',
        'never shortens a result: a million characters come back after SQLite was closed',
      ],
    ],
  },
  {
    line: 'span per agent turn: latency, model, token counts, tool calls, errors with context',
    by: [
      [
        'packages/integration/src/telemetry.test.ts',
        'a turn, its model calls and its tools are spans of one trace, which the log names',
      ],
      [
        'packages/integration/src/telemetry.test.ts',
        'a fault of a model marks its span and its turn by its code, without its words',
      ],
    ],
  },
];
