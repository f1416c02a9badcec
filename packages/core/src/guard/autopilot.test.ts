import { AUTOPILOT_LEVELS, type AutopilotLevel } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { type GuardedTool, guardSettingChange, guardToolCall, type GuardVerdict } from './autopilot.js';
import { GUARD_STATUSES, type GuardStatus } from './evaluate-policy.js';

const LEVELS: readonly (AutopilotLevel | null)[] = [null, ...AUTOPILOT_LEVELS];

/** `allow`, `ask` (this call), `stage` (asks for the stage) or `block`, each with its reason. */
type Cell = `${'allow' | 'ask' | 'stage' | 'block'} ${string}`;

/**
 * Without a pause, with a policy that is content, and a tool that needs no approval. The columns are
 * the levels: none, 0, 1, 2, 3, 4.
 */
const TABLE: readonly (readonly [tool: string, ...cells: Cell[]])[] = [
  // [tool, none, L0, L1, L2, L3, L4]
  [
    'local, no stage',
    'allow no_level',
    'ask every_call',
    'ask no_stage',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'local, read-only, no stage',
    'allow no_level',
    'ask every_call',
    'allow read_only',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'local, open stage',
    'allow no_level',
    'ask every_call',
    'stage stage_open',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'local, read-only, open stage',
    'allow no_level',
    'ask every_call',
    'stage stage_open',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'local, approved stage',
    'allow no_level',
    'ask every_call',
    'allow stage_approved',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'local, read-only, approved stage',
    'allow no_level',
    'ask every_call',
    'allow stage_approved',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'mcp, no stage',
    'ask unmarked_tool',
    'ask every_call',
    'ask no_stage',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'mcp, read-only, no stage',
    'allow read_only',
    'ask every_call',
    'allow read_only',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'mcp, open stage',
    'ask unmarked_tool',
    'ask every_call',
    'stage stage_open',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'mcp, read-only, open stage',
    'allow read_only',
    'ask every_call',
    'stage stage_open',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'mcp, approved stage',
    'ask unmarked_tool',
    'ask every_call',
    'allow stage_approved',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
  [
    'mcp, read-only, approved stage',
    'allow read_only',
    'ask every_call',
    'allow stage_approved',
    'allow within_caps',
    'allow within_caps',
    'allow unattended',
  ],
];

function toolOf(words: string, needsApproval: boolean): GuardedTool {
  return {
    name: 'send_email',
    source: words.startsWith('mcp') ? 'mcp' : 'local',
    ...(words.includes('read-only') && { readOnly: true }),
    ...(needsApproval && { needsApproval }),
    ...(words.includes('open stage') && { stage: 'send' }),
    ...(words.includes('approved stage') && { stage: 'discovery' }),
  };
}

/** The table with what goes before the level: pause, blocking policy, needed approval, asking policy. */
function expected(cell: Cell, isPaused: boolean, needsApproval: boolean, status: GuardStatus | null): Cell {
  if (isPaused) return 'block paused';
  if (status === 'block') return 'block policy_block';
  if (needsApproval) return 'ask needs_approval';
  if (status === 'ask') return 'ask policy_ask';
  return cell;
}

function cellOf({ verdict, reason, scope }: GuardVerdict): string {
  expect(scope === undefined).toBe(verdict !== 'ask');
  return `${scope === 'stage' ? 'stage' : verdict} ${reason.code}`;
}

describe('guardToolCall', () => {
  const cases = TABLE.flatMap(([words, ...cells]) =>
    LEVELS.map((level, index) => ({ words, level, cell: cells[index] as Cell })),
  );

  it.each(cases)('level $level, $words: $cell', ({ words, level, cell }) => {
    for (const status of [null, ...GUARD_STATUSES]) {
      for (const isPaused of [false, true]) {
        for (const needsApproval of [false, true]) {
          const verdict = guardToolCall({
            level,
            tool: toolOf(words, needsApproval),
            approvedStages: ['discovery'],
            isPaused,
            policy: status === null ? null : { status },
          });
          expect(cellOf(verdict)).toBe(expected(cell, isPaused, needsApproval, status));
          expect(verdict.reason.message).toMatch(/\.$/);
        }
      }
    }
  });
});

describe('guardSettingChange', () => {
  it('lets an agent tune by itself from level 3 on, and nothing else ever', () => {
    const kinds = ['pacing', 'variants', 'filters', 'autopilot', 'budget', 'policy', 'model', 'constructor'];
    for (const setting of kinds) {
      for (const level of LEVELS) {
        for (const status of [null, ...GUARD_STATUSES]) {
          for (const isPaused of [false, true]) {
            const policy = status === null ? null : { status };
            const isTuned = kinds.indexOf(setting) < 3 && (level === 3 || level === 4);
            const cell = isTuned ? 'allow tunable' : 'ask not_tunable';
            expect(cellOf(guardSettingChange({ level, setting, isPaused, policy }))).toBe(
              expected(cell, isPaused, false, status),
            );
          }
        }
      }
    }
  });
});
