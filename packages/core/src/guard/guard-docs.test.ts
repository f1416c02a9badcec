import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guardToolCall } from './autopilot.js';
import { OPERATORS } from './condition.js';
import { evaluateGuardPolicy } from './evaluate-policy.js';
import { parseGuardPolicy } from './parse-policy.js';
import { parseSettings } from './parse-setting.js';

const page = readFileSync(new URL('../../../../docs/guard.md', import.meta.url), 'utf8');

/** The cells of the rows below the header that begins with `| first |`. */
function table(first: string): string[][] {
  const [, rows = ''] = page.split(new RegExp(`^\\| ${first} \\|.*\\n\\|[-|]+\\n`, 'm'));
  const lines = rows.slice(0, rows.indexOf('\n\n')).split('\n');
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codeIn = (cell = '') => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = '']) => code);

describe('the page about the guard', () => {
  it('shows a policy that works', () => {
    const source = /```yaml\n([^]*?)```/.exec(page)?.[1] ?? '';
    const parsed = parseGuardPolicy(source);
    if (!parsed.success) throw new Error(JSON.stringify(parsed.faults));
    const args = { body: 'A guarantee', country: 'DE' };
    const { results } = evaluateGuardPolicy(parsed.policy, { kind: 'tool', name: 'send_email', args });
    expect(results.map(({ rule, status }) => `${rule} ${status}`)).toEqual([
      'forbidden-words ask',
      'imprint-in-germany block',
    ]);
  });

  it('names every operator', () => {
    const named = table('operator').flatMap(([cell]) => codeIn(cell).map((code) => code.split(':')[0]));
    expect(new Set(named)).toEqual(new Set(OPERATORS));
  });

  it('lists phrases that are understood', () => {
    const phrases = table('written').flatMap(([cell]) => codeIn(cell));
    expect(phrases.length).toBeGreaterThan(15);
    for (const phrase of phrases) expect([phrase, parseSettings(phrase)]).not.toEqual([phrase, []]);
  });

  it('has the autopilot table of the code', () => {
    const rows = table('tool');
    expect(rows).toHaveLength(8);
    for (const [words = '', ...cells] of rows) {
      for (const readOnly of words.includes('no stage') ? [words.includes('read-only')] : [false, true]) {
        for (const level of [null, 0, 1, 2, 3, 4] as const) {
          const cell = cells[level === null ? 0 : level > 2 ? level : level + 1] ?? '';
          const stage = words.includes('not yet approved') ? 'send' : 'discovery';
          const { verdict, scope } = guardToolCall({
            level,
            tool: {
              name: 'a',
              source: words.startsWith('MCP') ? 'mcp' : 'local',
              readOnly,
              ...(!words.includes('no stage') && { stage }),
            },
            approvedStages: ['discovery'],
            isPaused: false,
            policy: null,
          });
          const said = cell.includes(';') ? (readOnly ? 'allow' : 'ask') : cell;
          expect([words, level, scope === 'stage' ? 'ask once for the stage' : verdict]).toEqual([
            words,
            level,
            said,
          ]);
        }
      }
    }
  });
});
