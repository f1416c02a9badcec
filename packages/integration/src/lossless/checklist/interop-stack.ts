import type { ChecklistLine, Proof } from './checklist-line.js';

const EVENTS: Proof = [
  'interop-stack.test.ts',
  'has its events back, with turn, index, finality, request ids, attachments and what nobody has foretold',
];
const PRECONDITIONS: Proof = [
  'interop-stack-wire.test.ts',
  'has its preconditions, its restart of a turn, its filters and its guidance',
];
const METHODS: Proof = [
  'interop-stack.test.ts',
  'has a frame for guidance and a method for each call of its conversations',
];
const SCENARIOS: Proof = [
  'interop-stack-wire.test.ts',
  'has its scenarios back from POST and PUT, one by one and listed, until they are deleted',
];
const STARTED: Proof = [
  'interop-agents.test.ts',
  'are started with a conversation, a transport, their models and a mode of recovery',
];
const BY_DOCUMENT: Proof = [
  'packages/server/src/files/content.test.ts',
  'can be had by document, in each version',
];

/** What a stack of conversing agents has. */
export const INTEROP_STACK: readonly ChecklistLine[] = [
  {
    line: 'event: conversation, `turn`, `event` (index in turn), `seq` monotone, `ts` in ms, type `message|trace|system`, `finality none|turn|conversation`, agent id',
    by: [EVENTS],
  },
  {
    line: 'only messages carry a finality other than none; system events sit on turn 0 and neither open, close nor block turns; messages and traces may open turns 1..n',
    by: [EVENTS],
  },
  {
    line: 'idempotency key `(conversation, agentId, clientRequestId)`',
    by: [['interop-stack-wire.test.ts', 'keys a command by conversation, agent and request id']],
  },
  {
    line: '`lastClosedSeq` precondition, optional, also usable by outsiders; append to a closed turn fails',
    by: [PRECONDITIONS, ['packages/integration/src/errors.test.ts', '%s answers %s, and nothing is written']],
  },
  {
    line: '`guidance {nextAgentId}` transient; `clearTurn` on rejoining mid-turn; recovery mode `restart`',
    by: [PRECONDITIONS, METHODS, STARTED],
  },
  {
    line: 'attachment stored once; event keeps `{id, docId?, name, contentType, summary?}`; metadata and raw content (own Content-Type) fetched apart, also by docId',
    by: [
      EVENTS,
      [
        'interop-agents.test.ts',
        'have the files of a message by id and by document, their metadata apart from their bytes',
      ],
      BY_DOCUMENT,
    ],
  },
  {
    line: 'metadata: scenario link, `agents[]` with id, internal|external, config; `custom` free, `custom.autoRun` boolean, cleared when stale',
    by: [
      [
        'interop-stack.test.ts',
        'has its metadata back: scenario, agents with their settings, and custom fields',
      ],
      [
        'interop-stack-wire.test.ts',
        'has its metadata back from a command: what is free of an agent is in its config, of a conversation in custom',
      ],
      [
        'packages/core/src/shell/turns/scheduling.test.ts',
        'loses a stale autoRun, and nothing else, and then stays as it is',
      ],
    ],
  },
  {
    line: 'starts at turn 0, ends only by finality',
    by: [EVENTS],
  },
  {
    line: 'scenario: background, challenges, roles with identity, situation, goals, private knowledge, tools with guidance, persona, optional opening line',
    by: [['interop-stack.test.ts', 'keeps its scenarios, private knowledge included']],
  },
  {
    line: 'oracle: tool and params, with scenario, knowledge, history -> `{reasoning, output}`',
    by: [
      [
        'interop-stack-wire.test.ts',
        'has what an oracle answered back: its reasoning for its author, its output for everyone',
      ],
    ],
  },
  {
    line: 'hydrated snapshot: scenario, roster, whole log',
    by: [
      [
        'packages/core/src/shell/api/hydrated-conversation.test.ts',
        'gives an agent that joins all that it may see, and no more',
      ],
    ],
  },
  {
    line: 'caller kinds: participant, observer',
    by: [['packages/server/src/authorization.test.ts', 'has a row for every method and every other route']],
  },
  {
    line: '`ping, createConversation, listConversations, getConversation, getHydratedConversation, getEventsPage, sendMessage, sendTrace, clearTurn, subscribe, unsubscribe, subscribeAll, ensureAgentsRunningOnServer, stopAgentsOnServer, runConversationToCompletion`, and scenario list/get/create/update/delete',
    by: [METHODS, SCENARIOS],
  },
  {
    line: '`subscribe {sinceSeq?, filters? {types?, agents?}}`; notifications `event`, `guidance`',
    by: [PRECONDITIONS, METHODS],
  },
  {
    line: 'agents started over any transport, in process or by WebSocket: `startAgents {conversationId, transport, providerManager, turnRecoveryMode}`',
    by: [
      STARTED,
      [
        'packages/integration/src/agents-anywhere.test.ts',
        'shows what it writes, uses its tool, and answers',
      ],
    ],
  },
  {
    line: 'health; scenarios GET, GET one, POST, PUT, DELETE; conversations list; attachment metadata and content; LLM providers list; synchronous LLM completion with validated body',
    by: [
      ['packages/server/src/http/http-app.test.ts', 'says that it is well'],
      SCENARIOS,
      ['packages/server/src/http/http-app.test.ts', 'lets an operator create and list conversations'],
      ['packages/server/src/operators/llm.test.ts', 'are listed by provider, for operators'],
      [
        'packages/server/src/operators/llm.test.ts',
        'complete what an operator asks, and refuse a body that is none',
      ],
      BY_DOCUMENT,
    ],
  },
  {
    line: 'settings: `PORT` (3000), `DB_PATH` (folder made on demand), `IDLE_TURN_MS`, `DEFAULT_LLM_MODEL`, `DEFAULT_LLM_PROVIDER google|openrouter|mock` (mock; derived from a known model name, otherwise required), `GEMINI_API_KEY`, `OPENROUTER_API_KEY`',
    by: [
      ['packages/cli/src/settings.test.ts', 'have their port, data, idle time, provider and model here'],
      ['packages/cli/src/settings.test.ts', 'clears a turn that nobody runs after the time that it is given'],
    ],
  },
  {
    line: 'MCP at a URL holding base64url conversation metadata, with a diagnostic echo of it; tools `begin_chat_thread, send_message_to_chat_thread, get_updates`; conversation id is a string; updates hold messages only, attachment content inlined',
    by: [],
    notBuilt: 'bridges that let others in by MCP',
  },
  {
    line: 'agent reached as MCP client or MCP server, as A2A client or A2A server, or none',
    by: [],
    notBuilt: 'bridges that let others in by MCP, A2A',
  },
  {
    line: 'watch keys: `j k` move, `Enter` open, `/` search, `h l` list/details, `r` refresh or reconnect, `t` traces, `a` autoscroll, `?` help',
    by: [],
    notBuilt: 'commands to watch conversations',
  },
];
