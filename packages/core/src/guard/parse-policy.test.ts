import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timed } from '../test-support/timed.js';
import { guardPolicyHash, parseGuardPolicy } from './parse-policy.js';
import { GUARD_LIMITS, type GuardPolicy } from './policy-format.js';

function policyOf(source: string): GuardPolicy {
  const parsed = parseGuardPolicy(source);
  if (!parsed.success) throw new Error(JSON.stringify(parsed.faults));
  return parsed.policy;
}

/** Faults as `line:column path message`. */
function faultsOf(source: string): string[] {
  const parsed = parseGuardPolicy(source);
  if (parsed.success) return [];
  return parsed.faults.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
}

const WHOLE = `# What the outreach agent may do
description: Outreach
rules:
  - id: score-floor
    description: Nobody below 75 is written to
    category: evidence
    when:
      cards: outbox
      tools: [send_email, "crm_*"]
      settings: [pacing]
      stages: [send]
      arguments:
        - path: /country
          in: [DE, AT, 49, true, null]
    require:
      - path: /samples/*/score
        min: 75
      - path: /samples/*/evidence
        min_items: 1
    forbid:
      - path: /samples/*/body
        has_word: [guarantee, risk-free]
        case_sensitive: true
    effect: block
    note: The score is too low.
  - { id: ask, effect: ask }
`;

describe('a policy', () => {
  it('is read whole, with one text as a list of one', () => {
    expect(policyOf(WHOLE)).toEqual({
      description: 'Outreach',
      rules: [
        {
          id: 'score-floor',
          description: 'Nobody below 75 is written to',
          category: 'evidence',
          when: {
            cards: ['outbox'],
            tools: ['send_email', 'crm_*'],
            settings: ['pacing'],
            stages: ['send'],
            arguments: [{ path: '/country', in: ['DE', 'AT', 49, true, null] }],
          },
          require: [
            { path: '/samples/*/score', min: 75 },
            { path: '/samples/*/evidence', min_items: 1 },
          ],
          forbid: [{ path: '/samples/*/body', has_word: ['guarantee', 'risk-free'], case_sensitive: true }],
          effect: 'block',
          note: 'The score is too low.',
        },
        { id: 'ask', effect: 'ask' },
      ],
    });
  });

  it('may have no rules', () => {
    expect(policyOf('rules: []')).toEqual({ rules: [] });
  });

  it('has a hash of its meaning alone', async () => {
    const hash = await guardPolicyHash(policyOf(WHOLE));
    const other = WHOLE.replace('# What', '# Something else: what').replace(
      'cards: outbox',
      "cards: ['outbox']",
    );
    expect(await guardPolicyHash(policyOf(other))).toBe(hash);
    expect(await guardPolicyHash(policyOf(WHOLE.replace('min: 75', 'min: 76')))).not.toBe(hash);
  });
});

const rule = (lines: string) => `rules:\n  - id: a\n    effect: warn\n${lines.replaceAll(/^/gm, '    ')}`;

describe('a fault', () => {
  it.each([
    ['an empty text', '', ['1:1  expected description, rules, found nothing']],
    ['a list at the top', '- a', ['1:1  expected description, rules, found a list']],
    ['no rules', 'description: x', ['1:1  rules is missing; without any write rules: []']],
    [
      'an unknown key',
      'rules: []\nrulez: []',
      ['2:1 rulez the key "rulez" is not known; known are description, rules'],
    ],
    ['a key twice', 'rules: []\nrules: []', ['2:1 rules the key "rules" is there twice']],
    [
      'an inherited key',
      'rules: []\n__proto__: {}',
      ['2:1 __proto__ the key "__proto__" is not known; known are description, rules'],
    ],
    [
      'a key that is no text',
      'rules: []\n? [a]\n: b',
      ['2:3 ? a key that is not a text is not known; known are description, rules'],
    ],
    [
      'a rule without id and effect',
      'rules:\n  - note: x',
      ['2:5 rules.0 id is missing', '2:5 rules.0 effect is missing: one of warn, ask, block'],
    ],
    [
      'a wrong effect',
      'rules:\n  - id: a\n    effect: deny',
      ['3:13 rules.0.effect expected one of warn, ask, block'],
    ],
    [
      'an id twice',
      'rules:\n  - {id: a, effect: ask}\n  - {id: a, effect: ask}',
      ['3:10 rules.1.id the id "a" is taken by rules.0.id'],
    ],
    [
      'a wrong id',
      'rules:\n  - {id: A b, effect: ask}',
      ['2:10 rules.0.id an id has lower-case letters, digits, ".", "_" and "-", at most 64'],
    ],
    [
      'a number for a text',
      rule('note: 5'),
      ['4:11 rules.0.note expected a text, found a number; write it in quotes'],
    ],
    [
      'an empty value',
      rule('note:'),
      ['4:10 rules.0.note expected a text, found nothing; write it in quotes'],
    ],
    [
      'an empty scope',
      rule('when: {}'),
      ['4:11 rules.0.when one of tools, cards, settings, stages, arguments is needed'],
    ],
    ['an empty list of names', rule('when: {tools: []}'), ['4:19 rules.0.when.tools an empty list']],
    ['an empty list of conditions', rule('require: []'), ['4:14 rules.0.require an empty list']],
    ['a condition without path', rule('require:\n  - min: 3'), ['5:9 rules.0.require.0 path is missing']],
    [
      'a condition without operator',
      rule('require:\n  - path: /a'),
      [
        '5:9 rules.0.require.0 one of exists, equals, in, contains, has_word, starts_with, ends_with, glob, min, max, min_items, max_items, min_length, max_length is needed',
      ],
    ],
    [
      'a wrong path',
      rule('require:\n  - {path: a, min: 1}'),
      ['5:16 rules.0.require.0.path a path begins with /, for example /samples/*/score'],
    ],
    [
      '** in the middle',
      rule('require:\n  - {path: /**/a, min: 1}'),
      ['5:16 rules.0.require.0.path ** stands only at the end of a path'],
    ],
    [
      'a text for a number',
      rule('require:\n  - {path: /a, min: "1"}'),
      ['5:25 rules.0.require.0.min expected a number, found a text'],
    ],
    [
      'an infinite number',
      rule('require:\n  - {path: /a, min: 1e999}'),
      ['5:25 rules.0.require.0.min not a finite number'],
    ],
    [
      'a fraction of an item',
      rule('require:\n  - {path: /a, min_items: 0.5}'),
      ['5:31 rules.0.require.0.min_items expected a whole number from 0'],
    ],
    [
      'a mapping for a value',
      rule('require:\n  - {path: /a, equals: {}}'),
      ['5:28 rules.0.require.0.equals expected one value, found a mapping'],
    ],
    [
      'an invisible pattern',
      rule('require:\n  - {path: /a, contains: "\\u200b"}'),
      ['5:30 rules.0.require.0.contains a text of invisible characters'],
    ],
    [
      'a regular expression',
      rule('require:\n  - {path: /a, matches: (a+)+}'),
      [
        '5:9 rules.0.require.0 one of exists, equals, in, contains, has_word, starts_with, ends_with, glob, min, max, min_items, max_items, min_length, max_length is needed',
        '5:20 rules.0.require.0.matches the key "matches" is not known; known are path, exists, equals, in, contains, has_word, starts_with, ends_with, glob, min, max, min_items, max_items, min_length, max_length, case_sensitive',
      ],
    ],
    ['an anchor', 'rules: &a []', ['1:8  anchors are not used here']],
    ['an alias', 'rules: *a', ['1:8  aliases are not used here; write text that begins with * in quotes']],
    ['a tag', 'rules: !!set {}', ['1:8  tags are not used here; write text that begins with ! in quotes']],
    ['a directive', '%YAML 1.1\n---\nrules: []', ['1:1  directives are not used here']],
    [
      'a merge key',
      'rules: []\n<<: {a: 1}',
      ['2:1 << the key "<<" is not known; known are description, rules'],
    ],
  ])('%s is shown at its place', (_, source, faults) => {
    expect(faultsOf(source)).toEqual(faults);
  });

  it('of YAML itself has its place too', () => {
    expect(faultsOf('rules:\n  - id: "a\n')[0]).toMatch(/^3:1 {2}Missing closing "quote/);
    expect(faultsOf('rules: []\n---\nrules: []')[0]).toMatch(/^2:1 /);
  });

  it('does not hide the others', () => {
    const source = 'rules:\n  - {id: a, effect: no}\n  - {id: b, effect: ask, noet: x}\n  - 7';
    expect(faultsOf(source).map((fault) => fault.split(' ', 2).join(' '))).toEqual([
      '2:21 rules.0.effect',
      '3:26 rules.1.noet',
      '4:5 rules.2',
    ]);
  });

  it('is read with a byte order mark and Windows line ends at the same place', () => {
    expect(faultsOf('rules: []\r\nb: 1')[0]).toMatch(/^2:1 b /);
    expect(faultsOf('\uFEFFrules: *a')[0]).toMatch(/^1:9 {2}aliases/);
  });
});

describe('a hostile text', () => {
  const size = GUARD_LIMITS.maxBytes;
  const laughs = `a: &a [x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e']
    .map((name, index) => `${name}: &${name} [${`*${'abcde'[index] ?? ''},`.repeat(9)}]`)
    .join('\n')}`;
  it.each([
    ['brackets', '['.repeat(size)],
    ['braces', '{'.repeat(size)],
    ['closed brackets', '['.repeat(size / 2) + ']'.repeat(size / 2)],
    ['lists in lists', '- '.repeat(size / 2)],
    ['keys in keys', '? '.repeat(size / 2)],
    ['mappings in mappings', 'a: '.repeat(size / 3)],
    ['stairs', Array.from({ length: 350 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    [
      'stairs of lists',
      Array.from({ length: 60 }, (_, at) => `${' '.repeat(at)}${'- '.repeat(at)}a:`).join('\n'),
    ],
    ['many keys', Array.from({ length: 8_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['many faults', `rules: [${'0,'.repeat(190)}]`],
    ['many items', `rules: [${'0,'.repeat(9_000)}]`],
    ['quotes', '"'.repeat(size)],
    ['anchors', '&a '.repeat(size / 3)],
    ['expanding aliases', laughs],
    ['documents', '---\n'.repeat(size / 4)],
    ['escapes', `"${'\\u'.repeat(size / 2 - 1)}`],
    ['line ends', '\n'.repeat(size)],
    ['too long by one', ' '.repeat(size + 1)],
    ['too long in bytes', 'é'.repeat(size / 2 + 1)],
  ])('is refused quickly: %s', (_, source) => {
    const { result: parsed, cpuMs } = timed(() => parseGuardPolicy(source));
    expect(cpuMs).toBeLessThan(1_000);
    expect(parsed.success).toBe(false);
    if (!parsed.success) {
      expect(parsed.faults.length).toBeGreaterThan(0);
      expect(parsed.faults.length).toBeLessThanOrEqual(GUARD_LIMITS.maxFaults);
    }
  });

  it('never throws, and shows faults inside the text', () => {
    const pieces = fc.constantFrom(
      ...[
        'rules:',
        '\n',
        '  ',
        '- ',
        'id: a',
        'effect: ask',
        '[',
        ']',
        '{',
        '}',
        ':',
        '"',
        "'",
        '#',
        '|',
        '>',
      ],
      ...[
        '&a',
        '*a',
        '!x',
        '\t',
        'require:',
        'path: /a',
        'min: 1',
        '\r\n',
        '\u0000',
        '\uFEFF',
        '---',
        '%',
        ',',
      ],
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (source) => {
        const parsed = parseGuardPolicy(source);
        if (parsed.success) return;
        const lines = source.split('\n');
        for (const { line, column, message } of parsed.faults) {
          expect(message).not.toMatch(/call stack/);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('of the largest policy that is allowed is read in reasonable time', () => {
    const one = (index: number) =>
      `  - id: rule-${index}\n    when: {tools: [a, b], stages: [send]}\n    require:\n      - path: /samples/*/score\n        min: 75\n    forbid:\n      - {path: /body, contains: [x, y]}\n    effect: block\n    note: too low\n`;
    const source = `rules:\n${Array.from({ length: GUARD_LIMITS.maxRules }, (_, index) => one(index)).join('')}`;
    expect(policyOf(source).rules).toHaveLength(GUARD_LIMITS.maxRules);
  });
});
