import type { ChecklistLine, Proof } from './checklist-line.js';

const RECORDS: Proof = [
  'chat-interfaces.test.ts',
  'have their records back, nulls and unknown fields included',
];
const COMMANDS: Proof = [
  'chat-interfaces-server.test.ts',
  'has back what it was made with, any change, and when it is published, and shows what is public',
];
const DEFAULTS: Proof = [
  'packages/integration/src/interfaces.test.ts',
  'are made as drafts with every default, and found again',
];
const MESSAGE_LIMIT: Proof = [
  'packages/server/src/admission/limits.test.ts',
  'are ten a minute unless its interface says otherwise, and the next is told when to come',
];
const LISTED: Proof = [
  'chat-interfaces-server.test.ts',
  'is one of a list, of its agent too, is free to keep its slug, is shown in three ways, and is like its duplicate',
];
const SESSIONS: Proof = ['chat-interfaces.test.ts', 'have their sessions back, with tokens as hashes'];
const VISIT: Proof = [
  'chat-interfaces-server.test.ts',
  'has its session and, to a visitor who returns, its messages and files back',
];
const MESSAGES: Proof = [
  'chat-interfaces.test.ts',
  'have their messages back, with their files and what nobody has foretold, after SQLite was closed and opened again',
];
const STREAM: Proof = [
  'chat-interfaces-wire.test.ts',
  'streams a turn as drafts and events, from which each event of theirs is had, in order',
];

/** What chat interfaces have. */
export const CHAT_INTERFACES: readonly ChecklistLine[] = [
  {
    line: '`id, userId (owner), name <= 255, slug <= 100, agentId (required), status draft|published (draft), publishedAt|null, createdAt, updatedAt`, soft-deletion instant',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: '`coverType image|color|gradient (color), coverValue (#6366f1; URL, hex or gradient CSS), iconUrl|null, title <= 255, description|null`',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: '`primaryColor (#6366f1), fontFamily (Inter), borderRadius px (12)`',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: '`welcomeMessage` and `placeholderText` (non-empty defaults), `suggestedPrompts[] {text, icon? emoji or name} ([])`',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: '`allowFileUpload (false), maxFiles (3), maxFileSizeMb (10), allowedFileTypes[] (application/pdf, image/*, text/*; wildcards legal)`',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: '`persistenceType session|local_storage (session), sessionTimeoutMinutes (60; 0 = never)`',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: '`widgetPosition bottom-right|bottom-left (bottom-right), widgetButtonIcon chat|message|help|URL (chat), widgetButtonText|null, widgetInitialState collapsed|expanded (collapsed)`',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: '`rateLimitMessages (10), rateLimitWindowSeconds (60)`, counted per session',
    by: [RECORDS, COMMANDS, DEFAULTS, MESSAGE_LIMIT],
  },
  {
    line: '`sessionCount, messageCount, lastActivityAt|null`',
    by: [RECORDS, COMMANDS, DEFAULTS],
  },
  {
    line: 'slug: lower-case letters, digits, inner hyphens, 2 to 100 characters, starts and ends alphanumeric; reserved `api admin widget embed c chat login logout signup settings dashboard`, compared without case',
    by: [
      RECORDS,
      ['chat-interfaces-wire.test.ts', 'refuses the slug "%s", in whatever case'],
      ['chat-interfaces-wire.test.ts', 'reserves the slugs that theirs does'],
    ],
  },
  {
    line: 'create takes `name, slug, agentId, title` and optional `description, coverType, coverValue, primaryColor, welcomeMessage, suggestedPrompts`; update takes any subset, `iconUrl` included, never `agentId`',
    by: [COMMANDS, DEFAULTS],
  },
  {
    line: 'public view drops `userId, name, agentId, status, sessionTimeoutMinutes`, limits, counters and instants; keeps the rest',
    by: [
      COMMANDS,
      ['packages/integration/src/interfaces.test.ts', 'let nothing private out of the public view'],
    ],
    besides: {
      why: 'The public view names no id, since visitors know an interface by its slug, and where there are no uploads says nothing of their limits.',
    },
  },
  {
    line: 'operations: create, list, list by agent, get, update, delete, publish, unpublish (clears `publishedAt`), duplicate, upload cover or icon, is-slug-free (excluding itself)',
    by: [
      COMMANDS,
      LISTED,
      [
        'packages/integration/src/interface-pictures.test.ts',
        'are served to anyone under a random name, and are for their interface alone',
      ],
    ],
  },
  {
    line: '`id, interfaceId, sessionToken, browserFingerprint|null, threadId|null, ipAddress|null, userAgent|null, referrer|null, countryCode|null (2 letters), status active|ended|expired (active), messageCount, persistenceToken|null, firstSeenAt, lastActivityAt, endedAt|null`',
    by: [
      SESSIONS,
      VISIT,
      [
        'packages/server/src/sessions/visitors.test.ts',
        'keeps of a session what its host may know: where from, with what, how much',
      ],
    ],
  },
  {
    line: 'token unique within its interface, cryptographically random, apart from the persistence token',
    by: [
      SESSIONS,
      [
        'packages/server/src/sessions/session-store.test.ts',
        'are in no record, neither at first nor after they were exchanged',
      ],
      [
        'packages/server/src/sessions/session-store.test.ts',
        'are not taken for each other, nor of another interface',
      ],
      [
        'packages/server/src/sessions/session-store.test.ts',
        'cannot be made of a session id that somebody has seen, which ends nothing either',
      ],
    ],
  },
  {
    line: 'create takes `browserFingerprint?, referrer?, persistenceToken?`; answers `sessionId, sessionToken, threadId, persistenceToken?, existingMessages?`; resume only for an active session',
    by: [
      VISIT,
      [
        'packages/server/src/sessions/visitors.test.ts',
        'goes on with the conversation by the persistence token, and is told that',
      ],
      [
        'packages/server/src/sessions/session-store.test.ts',
        'expires when its time is up, unless its visitor does something',
      ],
    ],
  },
  {
    line: 'list by interface: newest activity first, `limit (50), offset (0), status?`, with total',
    by: [
      VISIT,
      [
        'packages/integration/src/operators.test.ts',
        'filter sessions, in pages, those with the newest activity first',
      ],
    ],
  },
  {
    line: 'message: `id, role user|assistant, content, timestamp, attachments[]?`',
    by: [MESSAGES, VISIT],
  },
  {
    line: "attachment: `fileName, fileSize, mimeType, url` (signed); name and type reach the agent's context",
    by: [MESSAGES, VISIT],
  },
  {
    line: 'send: `sessionToken, message, attachments? files` -> message id, execution id, thread id',
    by: [VISIT, STREAM],
  },
  {
    line: 'thread has a title and metadata `chatInterfaceId, sessionId`',
    by: [MESSAGES, STREAM],
  },
  {
    line: 'events `chat:message:start|token|complete|error`, `chat:thinking`, `chat:tool:started|completed|failed`, each with `sessionId, threadId, data free`; start, failure and tool failure stay distinguishable',
    by: [STREAM, ['chat-interfaces.test.ts', 'tell a start, a failure and the failure of a tool apart']],
  },
  {
    line: '401 without a token, 404 for an unpublished slug or unknown session, 429 over the limit',
    by: [
      ['packages/server/src/http/http-app.test.ts', '$verb $pattern asks nobody in without a token'],
      [
        'packages/integration/src/interfaces.test.ts',
        'are shown to visitors while they are published, on every suite.node at once',
      ],
      ['packages/integration/src/interface-errors.test.ts', '%s answers %s, and nothing is written'],
      MESSAGE_LIMIT,
    ],
  },
  {
    line: 'analytics: `interfaceId, period day|week|month, totalSessions, uniqueVisitors, totalMessages, avgMessagesPerSession, avgSessionDuration, topReferrers[] {referrer, count}, messagesByHour[] {hour, count}`',
    by: [
      ['chat-interfaces-wire.test.ts', 'has the fields of an analysis back, with a duration in milliseconds'],
      [
        'packages/integration/src/operators.test.ts',
        'count what happened, each event once, in the period and hour that it happened in',
      ],
    ],
  },
  {
    line: 'reachable as `/c/{slug}`, `/embed/{slug}` (sample 400 x 600), `/widget/{slug}.js`; preview kinds `full-page|iframe|widget`',
    by: [
      LISTED,
      [
        'packages/server/src/embedding/embed-routes.test.ts',
        'is not there for a draft, and gone when it is taken off the air',
      ],
    ],
  },
  {
    line: 'builder: tabs `branding|chat|widget|session|settings`; flags `isDirty, isSaving, isPublishing`',
    by: [],
    besides: {
      names: ['branding', 'chat', 'widget', 'session', 'settings', 'isDirty', 'isSaving', 'isPublishing'],
      why: 'The state of a page.',
    },
  },
];
