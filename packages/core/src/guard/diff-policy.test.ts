import { stringify } from 'yaml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timed } from '../test-support/timed.js';
import { diffGuardPolicies, type GuardPolicyText } from './diff-policy.js';
import { evaluateGuardPolicy, GUARD_STATUSES } from './evaluate-policy.js';
import { parseGuardPolicy } from './parse-policy.js';
import { anyCondition, anyPolicy, anyRule } from '../test-support/any-policy.js';

function textOf(source: string): GuardPolicyText {
  const parsed = parseGuardPolicy(source);
  if (!parsed.success) throw new Error(JSON.stringify(parsed.faults));
  return parsed;
}

/** The implications of a change of one rule, as `direction: text`. */
function implications(before: string, after: string): string[] {
  const one = (lines: string) => textOf(`rules:\n  - {id: a, ${lines}}`);
  return diffGuardPolicies(one(before), one(after)).implications.map(
    ({ direction, text }) => `${direction}: ${text.replace('The rule "a" ', '')}`,
  );
}

describe('a diff', () => {
  it('names what came, went and changed, field by field and line by line', () => {
    const before = textOf(`rules:
  - id: floor
    require:
      - {path: /score, min: 75}
    effect: warn
  - id: old
    description: Nobody is written to twice.
    effect: ask
`);
    const after = textOf(`rules:
  - id: new
    effect: block
  - id: floor
    require:
      - {path: /score, min: 80}
    effect: block
`);
    expect(diffGuardPolicies(before, after)).toEqual({
      added: [{ id: 'new', effect: 'block' }],
      removed: [{ id: 'old', description: 'Nobody is written to twice.', effect: 'ask' }],
      changed: [
        {
          id: 'floor',
          fields: [
            { field: 'effect', before: 'warn', after: 'block' },
            { field: 'require /score min', before: 75, after: 80 },
          ],
        },
      ],
      implications: [
        { rule: 'new', direction: 'stricter', text: 'The rule "new" is new: it blocks.' },
        {
          rule: 'old',
          direction: 'looser',
          text: 'The rule "old" is gone: nothing asks (Nobody is written to twice) any more.',
        },
        { rule: 'floor', direction: 'stricter', text: 'The rule "floor" blocks now where it warns today.' },
        {
          rule: 'floor',
          direction: 'stricter',
          text: 'The rule "floor" requires at least 80 at /score now; before: at least 75.',
        },
      ],
      lines: [
        { kind: 'same', text: 'rules:', before: 1, after: 1 },
        { kind: 'added', text: '  - id: new', after: 2 },
        { kind: 'added', text: '    effect: block', after: 3 },
        { kind: 'same', text: '  - id: floor', before: 2, after: 4 },
        { kind: 'same', text: '    require:', before: 3, after: 5 },
        { kind: 'removed', text: '      - {path: /score, min: 75}', before: 4 },
        { kind: 'removed', text: '    effect: warn', before: 5 },
        { kind: 'removed', text: '  - id: old', before: 6 },
        { kind: 'removed', text: '    description: Nobody is written to twice.', before: 7 },
        { kind: 'removed', text: '    effect: ask', before: 8 },
        { kind: 'added', text: '      - {path: /score, min: 80}', after: 6 },
        { kind: 'added', text: '    effect: block', after: 7 },
      ],
    });
  });

  it('of texts that mean the same has no implications', () => {
    const before = textOf('rules:\n  - {id: a, effect: ask}\n  - {id: b, effect: ask, note: x}\n');
    const after = textOf('# new\nrules:\n  - {id: b, note: "x", effect: ask}\n  - {id: a, effect: ask}\n');
    const diff = diffGuardPolicies(before, after);
    expect(diff).toMatchObject({ added: [], removed: [], changed: [], implications: [] });
    expect(diff.lines.filter(({ kind }) => kind !== 'same')).not.toEqual([]);
  });

  it.each([
    ['effect: block', 'effect: warn', ['looser: warns now where it blocks today.']],
    [
      'effect: ask, when: {tools: send}',
      'effect: ask',
      ['stricter: looks at tool *, card * now, not at tool send.'],
    ],
    [
      'effect: ask, when: {tools: "send_*"}',
      'effect: ask, when: {tools: send_mail}',
      ['looser: looks at tool send_mail now, not at tool send_*.'],
    ],
    [
      'effect: ask, when: {tools: a}',
      'effect: ask, when: {cards: a}',
      ['different: looks at card a now, not at tool a.'],
    ],
    [
      'effect: ask, when: {stages: send}',
      'effect: ask, when: {stages: [send, find]}',
      ['stricter: looks at the stages send, find alone now.'],
    ],
    [
      'effect: ask',
      'effect: ask, when: {arguments: [{path: /c, equals: DE}]}',
      ['looser: looks only at proposals with "DE" at /c now.'],
    ],
    [
      'effect: ask, forbid: [{path: /b, contains: x}]',
      'effect: ask, forbid: [{path: /b, contains: [x, y]}]',
      ['stricter: forbids text with one of "x", "y" at /b now; before: text with "x".'],
    ],
    [
      'effect: ask, require: [{path: /b, in: [1, 2]}]',
      'effect: ask, require: [{path: /b, in: [1]}]',
      ['stricter: requires 1 at /b now; before: one of 1, 2.'],
    ],
    [
      'effect: ask, require: [{path: /b, max_length: 9}]',
      'effect: ask, require: [{path: /b, max_length: 5, min_length: 1}]',
      [
        'stricter: requires text of at least 1 characters and text of at most 5 characters at /b now; before: text of at most 9 characters.',
      ],
    ],
    [
      'effect: ask, require: [{path: /b, min: 1, max: 5}]',
      'effect: ask, require: [{path: /b, min: 2, max: 6}]',
      ['different: requires at least 2 and at most 6 at /b now; before: at least 1 and at most 5.'],
    ],
    [
      'effect: ask, require: [{path: /b, min: 1}]',
      'effect: ask',
      ['stricter: always asks now, whatever the arguments are.'],
    ],
    [
      'effect: ask, forbid: [{path: /b, min: 1}]',
      'effect: ask, require: [{path: /b, min: 1}]',
      ['stricter: also requires at least 1 at /b now.', 'looser: no longer forbids at least 1 at /b.'],
    ],
    ['effect: ask, note: x', 'effect: ask, note: y', []],
  ])('from {%s} to {%s} is told in sentences', (before, after, sentences) => {
    expect(implications(before, after)).toEqual(sentences);
  });

  it('never calls stricter what lets more through, nor looser what lets less through', () => {
    const values = fc.constantFrom(
      undefined,
      null,
      0,
      1,
      2,
      3,
      'a',
      'AB b',
      'x a y',
      true,
      [],
      ['a'],
      [1, 'b'],
      {},
    );
    const anyArgs = fc.record({
      a: values,
      b: values,
      rows: fc.oneof(values, fc.array(fc.record({ a: values }))),
    });
    const proposals = fc.record({
      kind: fc.constantFrom('tool' as const, 'card' as const, 'setting' as const),
      name: fc.constantFrom('send', 'send_x', 'find', 'other'),
      stage: fc.constantFrom('send', 'find', 'other'),
      args: anyArgs,
    });
    // Nearly every pair of random rules is simply different, so most pairs differ in one condition.
    const lists = fc.constantFrom('require' as const, 'forbid' as const, 'arguments' as const);
    const one = fc
      .tuple(anyCondition, anyCondition)
      .map((both) => both.map((each) => ({ ...each, path: '/a' })));
    const close = fc.tuple(anyRule, lists, one).map(([rule, list, conditions]) =>
      conditions.map((condition) => {
        const changed = { ...rule, id: 'a', [list]: [condition] };
        if (list !== 'arguments') return { rules: [changed] };
        return { rules: [{ ...rule, id: 'a', when: { arguments: [condition] } }] };
      }),
    );
    const policies = fc.oneof(
      {
        weight: 3,
        arbitrary: close.map(([before, after]) => [before ?? { rules: [] }, after ?? { rules: [] }] as const),
      },
      { weight: 1, arbitrary: fc.tuple(anyPolicy, anyPolicy) },
    );
    fc.assert(
      fc.property(policies, fc.array(proposals, { minLength: 20, maxLength: 20 }), ([before, after], all) => {
        const { implications: told } = diffGuardPolicies(
          { policy: before, source: '' },
          { policy: after, source: '' },
        );
        const directions = new Set(told.map(({ direction }) => direction));
        for (const proposal of all) {
          const rank = (policy: typeof before) =>
            GUARD_STATUSES.indexOf(evaluateGuardPolicy(policy, proposal).status);
          if (!directions.has('looser') && !directions.has('different')) {
            expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
          }
          if (!directions.has('stricter') && !directions.has('different')) {
            expect(rank(after)).toBeLessThanOrEqual(rank(before));
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('has every line of both texts, in order', () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, (one, other) => {
        const [before, after] = [textOf(stringify(one)), textOf(stringify(other))];
        const { lines } = diffGuardPolicies(before, after);
        const side = (left: 'added' | 'removed') =>
          lines.filter(({ kind }) => kind !== left).map(({ text }) => text);
        expect(`${side('added').join('\n')}\n`).toBe(before.source);
        expect(`${side('removed').join('\n')}\n`).toBe(after.source);
      }),
    );
  });

  it('of two long texts that have nothing in common takes little time', () => {
    const comments = (text: string) =>
      textOf(`${Array.from({ length: 5_000 }, (_, at) => `# ${text}${at}\n`).join('')}rules: []\n`);
    const [before, after] = [comments('a'), comments('b')];
    const { result, cpuMs } = timed(() => diffGuardPolicies(before, after));
    expect(cpuMs).toBeLessThan(2_000);
    expect(result.lines).toHaveLength(10_002);
  });
});
