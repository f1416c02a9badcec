import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timed } from '../test-support/timed.js';
import { evaluateGuardPolicy, type GuardProposal, policyRowsAt } from './evaluate-policy.js';
import { parseGuardPolicy } from './parse-policy.js';
import type { GuardPolicy } from './policy-format.js';
import { comparable, fitsGlob } from './text-match.js';

function policyOf(source: string): GuardPolicy {
  const parsed = parseGuardPolicy(source);
  if (!parsed.success) throw new Error(JSON.stringify(parsed.faults));
  return parsed.policy;
}

const tool = (args: unknown, rest: Partial<GuardProposal> = {}): GuardProposal => ({
  kind: 'tool',
  name: 'send_email',
  args,
  ...rest,
});

/** The places where one rule with `condition` is broken by `args`; `-` for the whole. */
function broken(list: 'require' | 'forbid', condition: string, args: unknown): string[] {
  const policy = policyOf(`rules:\n  - id: a\n    effect: block\n    ${list}:\n      - {${condition}}`);
  const { status, results } = evaluateGuardPolicy(policy, tool(args));
  const places = results.filter((one) => one.status !== 'ok').map(({ path }) => path ?? '-');
  expect(status).toBe(places.length === 0 ? 'ok' : 'block');
  return places;
}

describe('a requirement', () => {
  it.each([
    ['path: /score, min: 75', { score: 75 }, []],
    ['path: /score, min: 75', { score: 74.9 }, ['/score']],
    ['path: /score, min: 75', {}, ['/score']],
    ['path: /score, min: 75', { score: null }, ['/score']],
    ['path: /score, min: 75', { score: '80' }, ['/score']],
    ['path: /score, min: 75', { score: Number.NaN }, ['/score']],
    ['path: /score, min: 75', 'no object', ['/score']],
    ['path: /score, max: 10', {}, []],
    ['path: /score, max: 10', { score: 11 }, ['/score']],
    ['path: /evidence, min_items: 1', { evidence: [] }, ['/evidence']],
    ['path: /evidence, min_items: 1', { evidence: 'a text' }, ['/evidence']],
    ['path: /evidence, min_items: 1', { evidence: ['x'] }, []],
    ['path: /evidence, min_items: 1', {}, ['/evidence']],
    ['path: /to, max_items: 2', { to: [1, 2, 3] }, ['/to']],
    ['path: /body, max_length: 3', { body: 'abcd' }, ['/body']],
    ['path: /body, max_length: 3', { body: '🎉🎉🎉' }, []],
    ['path: /body, max_length: 3', {}, []],
    ['path: /body, max_length: 3', { body: ['abcd'] }, ['/body']],
    ['path: /body, min_length: 3', { body: 'ab' }, ['/body']],
    ['path: /body, exists: true', { body: '' }, []],
    ['path: /body, exists: true', { body: null }, ['/body']],
    ['path: /bcc, exists: false', { bcc: 'x' }, ['/bcc']],
    ['path: /bcc, exists: false', {}, []],
    ['path: /country, in: [DE, AT]', { country: 'FR' }, ['/country']],
    ['path: /country, in: [DE, AT]', { country: 'AT' }, []],
    ['path: /draft, equals: true', { draft: 'true' }, ['/draft']],
    ['path: /draft, equals: null', {}, []],
    ['path: /from, ends_with: "@acme.com"', { from: 'ada@ACME.com ' }, []],
    ['path: /from, ends_with: "@acme.com"', { from: 'ada@acme.com.evil.org' }, ['/from']],
    ['path: /url, glob: "https://*.acme.com/*"', { url: 'https://www.acme.com/a' }, []],
    ['path: /url, glob: "https://*.acme.com/*"', { url: 'http://www.acme.com/a' }, ['/url']],
    ['path: /name, starts_with: [Dr, Prof], case_sensitive: true', { name: 'dr A' }, ['/name']],
    // Each element is looked at by itself; an empty list has none.
    [
      'path: /samples/*/score, min: 75',
      { samples: [{ score: 80 }, { score: 60 }, {}] },
      ['/samples/1/score', '/samples/2/score'],
    ],
    ['path: /samples/*/score, min: 75', { samples: [] }, []],
    ['path: /samples/*/score, min: 75', {}, ['/samples']],
    ['path: /samples/*/score, min: 75', { samples: 'none' }, ['/samples']],
    ['path: /samples/1/score, min: 75', { samples: [{ score: 1 }, { score: 80 }] }, []],
    ['path: "/a~1b/c~0d", min: 1', { 'a/b': { 'c~d': 0 } }, ['/a~1b/c~0d']],
    // What an object inherits is not there.
    ['path: /constructor, exists: false', {}, []],
    ['path: /list/length, exists: true', { list: [1] }, ['/list/length']],
  ])('%s of %j is broken at %j', (condition, args, places) => {
    expect(broken('require', condition, args)).toEqual(places);
  });
});

describe('a prohibition', () => {
  it.each([
    ['path: /body, contains: guarantee', { body: 'We GUARANTEE it' }, ['/body']],
    ['path: /body, contains: guarantee', { body: 'We guar\u200bantee it' }, ['/body']],
    ['path: /body, contains: guarantee', { body: 'We ｇuarantee it' }, ['/body']],
    ['path: /body, contains: "risk free"', { body: 'risk \n free' }, ['/body']],
    ['path: /body, contains: guarantee', { body: 'no' }, []],
    ['path: /body, contains: guarantee', {}, []],
    ['path: /body, contains: guarantee', { body: ['We guarantee'] }, ['/body']],
    ['path: /body, contains: Guarantee, case_sensitive: true', { body: 'guarantee' }, []],
    ['path: /body, has_word: free', { body: 'freedom' }, []],
    ['path: /body, has_word: free', { body: 'carefree, free!' }, ['/body']],
    ['path: /body, has_word: über', { body: 'darüber' }, []],
    ['path: /body, has_word: 𝟚a', { body: 'x 2a' }, ['/body']],
    ['path: /amount, min: 1000', { amount: 999 }, []],
    ['path: /amount, min: 1000', { amount: 1000 }, ['/amount']],
    ['path: /amount, min: 1000', { amount: '5000' }, ['/amount']],
    ['path: /amount, min: 10, max: 20', { amount: 15 }, ['/amount']],
    ['path: /amount, min: 10, max: 20', { amount: 25 }, []],
    ['path: /approved_by, exists: false', {}, ['/approved_by']],
    // Anywhere: only what has the type is meant.
    ['path: /**, contains: guarantee', { a: 1, b: [{ c: 'I guarantee' }], d: 'guarantee' }, ['/b/0/c', '/d']],
    ['path: /headers/**, contains: x', { headers: {}, body: 'x' }, []],
    ['path: /**, contains: guarantee', {}, []],
  ])('%s of %j is broken at %j', (condition, args, places) => {
    expect(broken('forbid', condition, args)).toEqual(places);
  });
});

describe('a rule looks', () => {
  const looksAt = (when: string, proposal: Partial<GuardProposal>) => {
    const policy = policyOf(`rules:\n  - {id: a, effect: ask${when === '' ? '' : `, when: {${when}}`}}`);
    return evaluateGuardPolicy(policy, tool({ country: 'DE', rows: [{ n: 1 }, { n: 5 }] }, proposal)).results
      .length;
  };

  it.each([
    ['', {}, 1],
    ['', { kind: 'card', name: 'outbox' }, 1],
    ['', { kind: 'setting', name: 'pacing' }, 0],
    ['settings: "*"', { kind: 'setting', name: 'pacing' }, 1],
    ['tools: "send_*"', {}, 1],
    ['tools: "Send_*"', {}, 0],
    ['tools: send', {}, 0],
    ['tools: [a, "*_email"]', {}, 1],
    ['tools: "*"', { kind: 'card', name: 'outbox' }, 0],
    ['cards: outbox', { kind: 'card', name: 'outbox' }, 1],
    ['stages: send', { stage: 'send' }, 1],
    ['stages: send', { stage: 'discovery' }, 0],
    ['stages: send', {}, 0],
    ['arguments: [{path: /country, equals: DE}]', {}, 1],
    ['arguments: [{path: /country, equals: AT}]', {}, 0],
    ['arguments: [{path: /rows/*/n, min: 5}]', {}, 1],
    ['arguments: [{path: /rows/*/n, min: 6}]', {}, 0],
    ['arguments: [{path: /missing, min: 6}]', {}, 0],
    ['arguments: [{path: /country, min: 6}]', {}, 1],
    ['arguments: [{path: /country, equals: DE}, {path: /rows, max_items: 1}]', {}, 0],
  ] as const)('with {%s} at %j: %i', (when, proposal, count) => {
    expect(looksAt(when, proposal)).toBe(count);
  });
});

describe('an evaluation', () => {
  const policy = policyOf(`rules:
  - id: floor
    effect: block
    require: [{path: /samples/*/score, min: 75}]
  - id: evidence
    effect: ask
    note: No claim without evidence.
    require: [{path: /samples/*/evidence, min_items: 1}]
  - id: words
    effect: warn
    forbid: [{path: /samples/*/body, has_word: guarantee}]
  - id: unsubscribe
    effect: warn
    require: [{path: /footer, contains: unsubscribe}]
`);
  const args = {
    footer: 'Unsubscribe',
    samples: [
      { score: 60, evidence: [], body: 'Hello' },
      { score: 80, evidence: [1], body: 'A guarantee' },
    ],
  };
  const card = { kind: 'card', name: 'outbox', args } as const;

  it('is as hard as its hardest result, and says what is broken where', () => {
    expect(evaluateGuardPolicy(policy, card)).toEqual({
      status: 'block',
      results: [
        { rule: 'floor', status: 'block', note: 'at least 75 is required', path: '/samples/0/score' },
        { rule: 'evidence', status: 'ask', note: 'No claim without evidence.', path: '/samples/0/evidence' },
        { rule: 'words', status: 'warn', note: 'the word "guarantee" is forbidden', path: '/samples/1/body' },
        { rule: 'unsubscribe', status: 'ok' },
      ],
    });
  });

  it('gives each row of an outbox its own', () => {
    const evaluation = evaluateGuardPolicy(policy, card);
    expect(policyRowsAt(evaluation, '/samples/0')).toEqual([
      { rule: 'floor', status: 'block', note: 'at least 75 is required' },
      { rule: 'evidence', status: 'warn', note: 'No claim without evidence.' },
      { rule: 'words', status: 'ok' },
      { rule: 'unsubscribe', status: 'ok' },
    ]);
    expect(policyRowsAt(evaluation, '/samples/1').map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'warn',
      'ok',
    ]);
    // Element 10 is not within element 1.
    const many = { ...args, samples: [...Array<unknown>(10).fill(args.samples[1]), args.samples[0]] };
    const rows = policyRowsAt(evaluateGuardPolicy(policy, { ...card, args: many }), '/samples/1');
    expect(rows[0]?.status).toBe('ok');
  });

  it('fails closed on arguments that are too large, quickly', () => {
    const samples = Array.from({ length: 400_000 }, () => ({ score: 80 }));
    const proposal = { ...card, args: { samples } };
    const { result, cpuMs } = timed(() => evaluateGuardPolicy(policy, proposal));
    const { status, results } = result;
    expect(cpuMs).toBeLessThan(3_000);
    expect(status).toBe('block');
    expect(results[0]?.note).toBe('the arguments are too large to be checked');
  });

  it('counts the places that it does not name', () => {
    const samples = Array.from({ length: 1_500 }, () => ({ score: 1, evidence: [1], body: '' }));
    const { results } = evaluateGuardPolicy(policy, { ...card, args: { samples } });
    const floor = results.filter(({ rule }) => rule === 'floor');
    expect(floor).toHaveLength(1_001);
    expect(floor.at(-1)).toEqual({ rule: 'floor', status: 'block', note: 'and at 500 more places' });
  });

  it('never throws, and is a function of its input', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = evaluateGuardPolicy(policy, { ...card, args: { samples: value } });
        expect(evaluateGuardPolicy(policy, { ...card, args: { samples: value } })).toEqual(once);
      }),
    );
  });
});

describe('text', () => {
  it('fits a glob as the pattern spelled out does', () => {
    const letters = (all: string) =>
      fc.array(fc.constantFrom(...all), { maxLength: 8 }).map((x) => x.join(''));
    fc.assert(
      fc.property(letters('ab'), letters('ab*?'), (text, pattern) => {
        const spelled = pattern.replaceAll('*', '.*').replaceAll('?', '.');
        expect(fitsGlob(text, pattern)).toBe(new RegExp(`^${spelled}$`).test(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['a glob of stars', () => fitsGlob('a'.repeat(100_000), `${'*a'.repeat(120)}b`)],
    ['a long run of accents', () => comparable(`a${'\u0301\u0323'.repeat(50_000)}`, false)],
  ])('is compared in little time: %s', (_, work) => {
    expect(timed(() => void work()).cpuMs).toBeLessThan(1_000);
  });
});
