import type { ChecklistLine, Proof } from './checklist-line.js';

const MESSAGES: Proof = ['campaign-console.test.ts', 'has its messages and their cards back, in order'];
const DELAYS: Proof = [
  'campaign-console-wire.test.ts',
  'has its delays and its cookies: a hint of 1.5 s, 1 s doubled up to 15 s',
];
const SEND: Proof = [
  'campaign-console-wire.test.ts',
  'a send has its run, its level, its budget a day and its free options back',
];
const ACTION: Proof = [
  'campaign-console-wire.test.ts',
  'a press of a button has its thread, its id and its payload back',
];
const STREAM: Proof = [
  'campaign-console-wire.test.ts',
  'a thread and each of its runs are streams of messages and events, in order',
];
const CARDS: Proof = [
  'campaign-console.test.ts',
  'has its cards understood: each whose fields are prescribed is a built-in card, and comes back from it',
];
const BUTTONS: Proof = [
  'campaign-console.test.ts',
  'has all of its buttons among those of the built-in cards',
];
const BY_WORDS: Proof = [
  'campaign-settings.test.ts',
  'has level, caps and thresholds back that were written in the chat, each of them in the log',
];
const BY_CONTROL: Proof = [
  'campaign-settings.test.ts',
  'has them back that were set by controls, for a run and for a campaign',
];

/** What a campaign console has. */
export const CAMPAIGN_CONSOLE: readonly ChecklistLine[] = [
  {
    line: 'message: `id, threadId, role (user|assistant|tool|system), createdAt, text? (markdown), card?, event?`; one message may hold several of text, card and event',
    by: [MESSAGES, STREAM],
  },
  {
    line: 'stream item: `kind: message {message}` or `kind: event {event}`; a stream per thread and a stream per run; SSE retry hint 1500 ms',
    by: [STREAM, DELAYS],
  },
  {
    line: 'step event: `ts, node, status (start|ok|retry|error), latencyMs?, costUSD?, msg?`; cost shown to 4 decimals',
    by: [['campaign-console.test.ts', 'has its steps back, with money to four decimals']],
  },
  {
    line: 'send: `threadId, text, options? {autopilot? 0..4, budget? USD per day, others free}` -> `run_id`',
    by: [SEND],
  },
  {
    line: 'action: `threadId, actionId, payload? free`',
    by: [
      ACTION,
      ['campaign-console.test.ts', 'has its actions back, fields that nobody has foretold included'],
    ],
  },
  {
    line: 'reconnect delay 1 s, doubled, at most 15 s; cookies sent with the stream',
    by: [DELAYS],
  },
  {
    line: 'button: `id` (any string, also `approve-all>=80`), `label, style? (primary|secondary|danger), payload? free`',
    by: [CARDS, MESSAGES, ACTION, STREAM],
  },
  {
    line: '`campaign_brief`: `goal, icp free, limits {maxSteps, maxRepos, maxPeople}, risks[], yaml, actions[]`; buttons simulate, edit YAML, run at level, set budget',
    by: [CARDS, MESSAGES, BUTTONS, STREAM],
  },
  {
    line: '`simulation`: `forecast {replyRate {mean, low, high}, deliverability {mean, low, high}, dailyCostUSD}`, `assumptions[], warnings[], actions[]`; cost may be one number or a band; mitigations beside risks; buttons run at level, open outbox, explain forecast',
    by: [CARDS, MESSAGES, BUTTONS, STREAM],
  },
  {
    line: '`outbox`: `runId, samples[], bulkActions[]`; sample: `leadId, score, email, subject, body, evidence[] {label, url}, policy[] {rule, status (ok|warn|block), note?}`; per row approve, edit, skip, lock a sentence; bulk by score threshold (80) and by own rule',
    by: [CARDS, MESSAGES, BUTTONS, STREAM],
  },
  {
    line: 'run summary, error group (suggested fix, grouped retry), policy diff (diff, implications, enforcement status), escalation, explanation (one line, root cause, fix, evidence links, apply): no fields prescribed',
    by: [MESSAGES, BUTTONS, STREAM],
  },
  {
    line: 'autopilot 0..4: 0 everything approved; 1 approval per stage (discovery, personalisation, send); 2 inside hard caps, exceptions escalate; 3 also tunes pacing, variants, filters within policy; 4 unattended per campaign, daily or weekly brief',
    by: [
      BY_WORDS,
      [
        'packages/integration/src/campaign-levels.test.ts',
        'every call is asked for, also one that only reads, and nothing runs before a yes',
      ],
      [
        'packages/integration/src/campaign-levels.test.ts',
        'each stage is asked for once, and what only reads is not',
      ],
      [
        'packages/integration/src/campaign-levels.test.ts',
        'a cap on money that would break pauses the run, and people decide',
      ],
      [
        'packages/integration/src/campaign-levels.test.ts',
        'the agent tunes pacing, variants and filters by itself, and each change is in the log with its reason',
      ],
      [
        'packages/integration/src/campaign-levels.test.ts',
        'the campaign goes on alone with what each day allows, writes a daily brief, and ends',
      ],
      [
        'packages/integration/src/campaign-levels.test.ts',
        'writes a weekly brief instead on Mondays, where it is asked to, and none on other days',
      ],
    ],
  },
  {
    line: 'caps per campaign and per run: money a day, sends a day, score floor (75), bounce threshold; pause and escalate on bounces, complaints, MX spikes',
    by: [
      BY_CONTROL,
      BY_WORDS,
      [
        'packages/integration/src/campaign-levels.test.ts',
        'a rate of bounces above its threshold pauses the run',
      ],
      [
        'packages/integration/src/campaign.test.ts',
        'stops by itself where mail servers fall silent, and says so',
      ],
    ],
  },
  {
    line: 'set by chat text, by control, or by message option; each lands in the log',
    by: [BY_WORDS, BY_CONTROL, SEND],
  },
  {
    line: 'thread: `id, title, created_at, created_by`',
    by: [['campaign-console-wire.test.ts', 'a thread has its title, its moment and its maker back']],
  },
  {
    line: 'message: `id, thread_id, role, text, card_json, created_at`',
    by: [['campaign-records.test.ts', 'a message has its text and its card back, `null` or not']],
  },
  {
    line: 'run: `id, thread_id, campaign_id, status, created_at, updated_at, budget_usd, autopilot_level`; outlives one agent turn',
    by: [
      [
        'campaign-console.test.ts',
        'has its runs back, with level, budget, campaign and any status, over or not',
      ],
      [
        'campaign-console-wire.test.ts',
        'a run has its moments, level, budget and campaign back, and outlives a turn',
      ],
    ],
  },
  {
    line: 'event: `id, run_id, ts, node, status, latency_ms, cost_usd, payload_json`',
    by: [
      ['campaign-console-wire.test.ts', 'an event has its id, its run and its payload back, nulls included'],
    ],
  },
  {
    line: 'policy: `id, version, yaml, created_at`',
    by: [
      [
        'campaign-console-wire.test.ts',
        'a policy has its id, each of its versions, its text and its moment back',
      ],
      [
        'campaign-console.test.ts',
        'has the newest of its policies in force, whatever text it is, with id, version and moment',
      ],
    ],
  },
  {
    line: 'outbox item: `id, run_id, lead_id, score, subject, body, evidence_json, policy_status, status`',
    by: [
      [
        'campaign-records.test.ts',
        'an outbox item has its evidence and what the policy says of it back, `null` or not',
      ],
      ['campaign-records.test.ts', 'all of them are there after SQLite was closed and opened again'],
    ],
  },
  {
    line: 'campaigns and leads exist and are addressable',
    by: [
      [
        'campaign-records.test.ts',
        'a campaign and a lead have what is known and what is not back, by their ids',
      ],
    ],
  },
];
