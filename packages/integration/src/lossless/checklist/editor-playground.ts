import type { ChecklistLine, Proof } from './checklist-line.js';

const FRAMES: Proof = ['editor-playground.test.ts', 'has its start, its frames in order, and its reset back'];
const FRAMES_SENT: Proof = [
  'editor-playground-wire.test.ts',
  'has its start, its frames with fields that nobody has foretold, and its reset back',
];
const PROGRESS: Proof = [
  'editor-playground-wire.test.ts',
  'shows each status word while nothing streams, then the message, and after a reset nothing of either',
];
const BAD_FRAMES: Proof = [
  'editor-playground-wire.test.ts',
  'refuses a bad frame with words, keeps one that it does not know, and comes back after 1 s',
];

/** What an editor's playground has. */
export const EDITOR_PLAYGROUND: readonly ChecklistLine[] = [
  {
    line: '`playground_start`: `workflow, persona_id, scenario_id, trust_level (integer)`, all flat',
    by: [FRAMES],
  },
  {
    line: '`playground_reset`: `reason workflow_change|user_clear, new_workflow? (null)`',
    by: [FRAMES],
  },
  {
    line: 'user text: `message {data {text}}`',
    by: [FRAMES, FRAMES_SENT],
  },
  {
    line: '`conversation_started`; `cj_message {data {content, timestamp}}`; `cj_thinking {data {progress {status}}}` (free status word, no text); `error {text}` (a variant uses `data`); `system`',
    by: [FRAMES, FRAMES_SENT, PROGRESS],
  },
  {
    line: 'towards the agent: `start_conversation {data {workflow, shop_subdomain (= persona_id), scenario_id}}`; an older form carries `test_mode, test_context {persona, scenario, trust_level, session_id}`; reset becomes `end_conversation`; all else unchanged',
    by: [FRAMES_SENT, FRAMES],
  },
  {
    line: 'reset empties messages, thinking and the started flag; a workflow change during a conversation is a reset naming the new workflow',
    by: [PROGRESS, FRAMES_SENT, FRAMES],
  },
  {
    line: 'the agent may speak first, before any user text',
    by: [
      [
        'editor-playground-wire.test.ts',
        'has a conversation begin with the agent, in words that the host gives',
      ],
      ['packages/core/src/shell/turns/scheduling.test.ts', 'begins with the agent that is to begin'],
    ],
  },
  {
    line: 'bad frame from the editor: error reply, connection kept; bad frame from the agent: warned and still forwarded; agent unreachable: error reply',
    by: [BAD_FRAMES],
    notBuilt: "the one from an editor's playground to another agent service",
  },
  {
    line: 'one unique id a connection; no login; ends with either side; idle 30 min (1,800 s) ends it; retry 1 s after close',
    by: [
      BAD_FRAMES,
      [
        'packages/server/src/sessions/session-store.test.ts',
        'expires when its time is up, unless its visitor does something',
      ],
      ['chat-interfaces.test.ts', 'have their records back, nulls and unknown fields included'],
    ],
  },
  {
    line: 'state shown: `messages, thinking|null, isConnected, conversationStarted`',
    by: [PROGRESS, FRAMES],
    besides: {
      names: ['isConnected', 'conversationStarted'],
      why: 'Whether it is connected and has begun is the state of a page.',
    },
  },
  {
    line: 'runtime guards for each message type and for both unions',
    by: [
      BAD_FRAMES,
      ['packages/protocol/src/shapes/shapes.test.ts', 'of $id take what the schema takes, and nothing else'],
      ['packages/protocol/src/events/event.test.ts', 'keeps an event and a part of an unknown type'],
      [
        'packages/protocol/src/frames/frame.test.ts',
        'ignores a kind that this version does not know, also one of a prototype',
      ],
    ],
  },
];
