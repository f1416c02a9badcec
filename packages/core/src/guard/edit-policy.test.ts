import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editGuardPolicy, type GuardPolicyEdit } from './edit-policy.js';
import { parseGuardPolicy } from './parse-policy.js';
import type { GuardPolicy, GuardRule } from './policy-format.js';
import { anyPolicy, anyRule } from '../test-support/any-policy.js';

const SOURCE = `# Outreach, agreed on in May
rules:
  # Nobody below this.
  - id: floor   # see the handbook
    require:
      - { path: "/samples/*/score", min: 75 }
    effect: block

  - id:    words
    effect: 'warn'
    # Marketing asked for these.
    forbid: [{path: /body, contains: [a,   b]}]

  # The last one.
  - id: footer
    effect: ask
    note: |
      Add the footer.
# The end.
`;

const NEW: GuardRule = {
  id: 'evidence',
  effect: 'block',
  require: [{ path: '/samples/*/evidence', min_items: 1 }],
};

function edited(source: string, edit: GuardPolicyEdit): string {
  const result = editGuardPolicy(source, edit);
  if (!result.success) throw new Error(JSON.stringify(result.faults));
  return result.source;
}

function policyOf(source: string): GuardPolicy {
  const parsed = parseGuardPolicy(source);
  if (!parsed.success) throw new Error(JSON.stringify(parsed.faults));
  return parsed.policy;
}

describe('an edit', () => {
  it('writes a list out that a rule has twice: a policy has no anchors', () => {
    const words = ['guarantee', 'risk-free'];
    const forbid = ['/subject', '/body'].map((path) => ({ path, has_word: words }));
    const { rules } = policyOf(
      edited(SOURCE, { type: 'put', rule: { id: 'tone', forbid, effect: 'block' } }),
    );
    expect(rules.at(-1)?.forbid).toEqual(forbid);
  });

  it('adds a rule at the end and leaves the rest as it was', () => {
    expect(edited(SOURCE, { type: 'put', rule: NEW })).toBe(
      SOURCE.replace(
        '# The end.',
        `
  - id: evidence
    require:
      - path: /samples/*/evidence
        min_items: 1
    effect: block
# The end.`,
      ),
    );
  });

  it('puts a rule in the place of the one with its id', () => {
    expect(edited(SOURCE, { type: 'put', rule: { id: 'words', effect: 'block', note: 'No: never' } })).toBe(
      SOURCE.replace(
        / {2}- id: {4}words[^]*?\n\n/,
        '  - id: words\n    effect: block\n    note: "No: never"\n\n',
      ),
    );
  });

  it('removes a rule with the comments right above it', () => {
    expect(edited(SOURCE, { type: 'remove', ruleId: 'footer' })).toBe(
      SOURCE.replace(/ {2}# The last[^]*footer\.\n/, ''),
    );
    expect(edited(SOURCE, { type: 'remove', ruleId: 'floor' })).toBe(
      SOURCE.replace(/ {2}# Nobody[^]*?block\n/, ''),
    );
  });

  it('begins with nothing', () => {
    const source = edited('', { type: 'put', rule: NEW });
    expect(policyOf(source)).toEqual({ rules: [NEW] });
    expect(edited(source, { type: 'remove', ruleId: 'evidence' })).toBe('rules: []\n');
  });

  it.each([
    ['one line', '# top\nrules: [{id: a, effect: ask}] # why\n'],
    ['no rules', '# top\nrules: [] # why\n'],
    ['no last line end', '# top\n# why\nrules:\n- id: a\n  effect: ask'],
    ['Windows line ends', '# top\r\nrules:\r\n- id: a # why\r\n  effect: ask\r\n'],
    ['a dash of its own', '# top\nrules:\n  -\n    # why\n    id: a\n    effect: ask\n'],
    ['a wide dash', '# top\nrules:\n    -   id: a # why\n        effect: ask\n'],
    ['keys after it', '# top\nrules:\n  - id: a\n    effect: ask\n# why\ndescription: x\n'],
    ['JSON', '{"description": "# top # why", "rules": [{"id": "a", "effect": "ask"}]}'],
    ['a document end', '# top\n---\nrules:\n  - id: a\n    effect: ask\n# why\n...\n'],
  ])('keeps the comments and the meaning of a text with %s', (_, source) => {
    const before = policyOf(source);
    const text = edited(source, { type: 'put', rule: NEW });
    expect(policyOf(text)).toEqual({ ...before, rules: [...before.rules, NEW] });
    expect(text).toContain('# top');
    expect(text).toContain('# why');
    expect(policyOf(edited(text, { type: 'remove', ruleId: 'evidence' }))).toEqual(before);
    if (source.includes('\r')) expect(text).not.toMatch(/[^\r]\n/);
  });

  it('is refused with faults, and no text', () => {
    expect(editGuardPolicy('rules: 1', { type: 'put', rule: NEW })).toMatchObject({
      success: false,
      faults: [{ line: 1, column: 8, path: 'rules' }],
    });
    expect(editGuardPolicy(SOURCE, { type: 'remove', ruleId: 'nobody' })).toMatchObject({
      success: false,
      faults: [{ message: 'there is no rule "nobody"' }],
    });
    const wrong = { id: 'B AD', effect: 'ask' } as const;
    expect(editGuardPolicy(SOURCE, { type: 'put', rule: wrong })).toMatchObject({
      success: false,
      faults: [{ path: 'rules.3.id' }],
    });
  });

  it('changes one rule of any policy and nothing else', () => {
    fc.assert(
      fc.property(anyPolicy, anyRule, fc.nat(), (policy, rule, pick) => {
        let source = '';
        for (const one of policy.rules) source = edited(source, { type: 'put', rule: one });
        expect(policyOf(source === '' ? 'rules: []' : source).rules).toEqual(policy.rules);
        const put = policyOf(edited(source, { type: 'put', rule })).rules;
        expect(put.filter(({ id }) => id !== rule.id)).toEqual(
          policy.rules.filter(({ id }) => id !== rule.id),
        );
        expect(put.filter(({ id }) => id === rule.id)).toEqual([rule]);
        const gone = policy.rules[pick % Math.max(1, policy.rules.length)];
        if (gone === undefined) return;
        const left = policyOf(edited(source, { type: 'remove', ruleId: gone.id })).rules;
        expect(left).toEqual(policy.rules.filter(({ id }) => id !== gone.id));
      }),
      { numRuns: 200 },
    );
  });
});
