import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

// What other systems have that is no data of a conversation, and what is shown by tests elsewhere: by
// file, from the root of the repository.

interface Row {
  readonly system: 'campaign console' | 'chat interfaces' | 'playground' | 'multi-agent chat' | 'interop';
  readonly what: string;
  readonly why: string;
  readonly test?: string;
}

const VIEW = 'The state of a view: nothing of it is sent or kept.';
const NOT_BUILT = 'Not built.';
const BEHAVIOUR = 'Behaviour: there is no value of theirs to carry.';

const ROWS: readonly Row[] = [
  {
    system: 'campaign console',
    what: 'rules that escalate',
    why: BEHAVIOUR,
    test: 'packages/integration/src/campaign-rules.test.ts',
  },
  {
    system: 'campaign console',
    what: 'settings by words',
    why: BEHAVIOUR,
    test: 'packages/core/src/shell/turns/settings.test.ts',
  },
  { system: 'chat interfaces', what: 'preview kinds, tabs of a builder', why: VIEW },
  { system: 'chat interfaces', what: 'isDirty, isSaving, isPublishing', why: VIEW },
  {
    system: 'chat interfaces',
    what: 'statuses 401, 404, 429',
    why: BEHAVIOUR,
    test: 'packages/integration/src/interface-errors.test.ts',
  },
  {
    system: 'chat interfaces',
    what: 'the answer to a new session',
    why: BEHAVIOUR,
    test: 'packages/integration/src/visitors.test.ts',
  },
  { system: 'playground', what: 'isConnected, conversationStarted', why: VIEW },
  { system: 'playground', what: 'a bridge between their WebSocket and ours', why: NOT_BUILT },
  {
    system: 'multi-agent chat',
    what: 'who may choose which model',
    why: BEHAVIOUR,
    test: 'packages/integration/src/model-page.test.ts',
  },
  {
    system: 'multi-agent chat',
    what: 'a span for each turn',
    why: BEHAVIOUR,
    test: 'packages/integration/src/telemetry.test.ts',
  },
  {
    system: 'interop',
    what: 'a snapshot with scenario, roster and log',
    why: BEHAVIOUR,
    test: 'packages/core/src/shell/api/hydrated-conversation.test.ts',
  },
  { system: 'interop', what: 'methods for scenarios', why: NOT_BUILT },
  { system: 'interop', what: 'an oracle', why: `${NOT_BUILT} What one answered is carried.` },
  { system: 'interop', what: 'bridges of MCP and A2A', why: NOT_BUILT },
  { system: 'interop', what: 'keys that watch', why: VIEW },
];

it.each(ROWS)('$system: $what is no value to carry', async ({ why, test }) => {
  expect(why).not.toBe('');
  if (test === undefined) return;
  const source = await readFile(new URL(`../../../../${test}`, import.meta.url), 'utf8');
  expect(source).toContain('expect(');
});
