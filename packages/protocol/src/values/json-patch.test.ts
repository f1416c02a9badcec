import rfcExamples from 'json-patch-test-suite/spec_tests.json' with { type: 'json' };
import suite from 'json-patch-test-suite/tests.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { check } from './check.js';
import type { JsonValue } from './json.js';
import { applyPatch } from './json-patch.js';
import { JsonPatch, type PatchOperation } from './patch-operation.js';

interface Case {
  readonly comment?: string;
  readonly doc: JsonValue;
  readonly patch: readonly PatchOperation[];
  readonly expected?: JsonValue;
  readonly error?: string;
}

/** Two of the disabled cases are valid; the third needs a parser that sees a member twice. */
const cases = [...suite, ...rfcExamples].filter(
  (one) => 'patch' in one && !(one.disabled === true && 'error' in one),
) as readonly unknown[] as readonly Case[];

describe('the public test suite of RFC 6902', () => {
  it('has its cases', () => {
    expect(cases.length).toBeGreaterThan(85);
  });

  it.each(cases.map((one, index) => [`${index}: ${one.comment ?? JSON.stringify(one.patch)}`, one] as const))(
    '%s',
    (_name, { doc, patch, expected, error }) => {
      const result = applyPatch(doc, patch);
      if (error !== undefined) expect(result).toMatchObject({ ok: false });
      else expect(result).toEqual({ ok: true, document: expected ?? doc });
      // The schema refuses nothing that applies.
      expect(check(JsonPatch, patch).success || !result.ok).toBe(true);
    },
  );
});

describe('applyPatch', () => {
  it('says which operation failed, and why, and leaves the document alone', () => {
    const document = frozen({ list: [1, 2], text: 'x', '': 0 });
    const reason = (operation: unknown): unknown => {
      const first: PatchOperation = { op: 'add', path: '/list/-', value: 3 };
      const result = applyPatch(document, [first, operation as PatchOperation]);
      return result.ok ? result.document : `${result.reason} ${result.index}`;
    };
    expect(reason({ op: 'remove', path: '' })).toBe('invalid_operation 1');
    expect(reason({ op: 'remove', path: 'list' })).toBe('invalid_operation 1');
    expect(reason({ op: 'remove', path: '/~2' })).toBe('invalid_operation 1');
    expect(reason({ op: 'remove', path: '/text~' })).toBe('invalid_operation 1');
    expect(reason({ op: 'copy', path: '/a', from: 'text' })).toBe('invalid_operation 1');
    expect(reason({ op: 'move', path: '/list/0', from: '/list' })).toBe('invalid_operation 1');
    expect(reason({ op: 'move', path: '/a', from: '' })).toBe('invalid_operation 1');
    expect(reason({ op: 'add', path: '/a' })).toBe('invalid_operation 1');
    expect(reason({ op: 'spam', path: '/text' })).toBe('invalid_operation 1');
    for (const path of [
      '/list/-',
      '/list/01',
      '/list/-1',
      '/list/+1',
      '/list/1.0',
      '/list/',
      '/list/length',
    ]) {
      expect(reason({ op: 'replace', path, value: 0 })).toBe('not_found 1');
    }
    expect(reason({ op: 'add', path: '/list/01', value: 0 })).toBe('not_found 1');
    expect(reason({ op: 'add', path: '/list/4', value: 0 })).toBe('not_found 1');
    expect(reason({ op: 'add', path: '/text/0', value: 0 })).toBe('not_found 1');
    expect(reason({ op: 'remove', path: '/a' })).toBe('not_found 1');
    expect(reason({ op: 'test', path: '/a', value: null })).toBe('not_found 1');
    expect(reason({ op: 'copy', path: '/b', from: '/a' })).toBe('not_found 1');
    expect(reason({ op: 'test', path: '/text', value: 'y' })).toBe('test_failed 1');
    expect(reason({ op: 'replace', path: '/', value: 1 })).toEqual({ list: [1, 2, 3], text: 'x', '': 1 });
  });

  it('tests by value: members in any order, numbers as numbers, nothing else alike', () => {
    const passes = (a: JsonValue, b: JsonValue) => applyPatch(a, [{ op: 'test', path: '', value: b }]).ok;
    expect(passes({ a: [1, { b: null }], c: 'é' }, { c: 'é', a: [1, { b: null }] })).toBe(true);
    expect(passes({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(passes(-0, 0)).toBe(true);
    for (const [a, b] of [
      [[], {}],
      [{}, []],
      [1, '1'],
      [0, false],
      [null, false],
      [
        [1, 2],
        [2, 1],
      ],
      [[1], [1, 2]],
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: 1, b: 2 }, { a: 1 }],
      [{ a: 1 }, { b: 1 }],
      [{}, { toString: null }],
      [JSON.parse('{"__proto__":1}'), {}],
      [{}, JSON.parse('{"__proto__":{}}')],
    ] as readonly (readonly [JsonValue, JsonValue])[]) {
      expect([a, b, passes(a, b)]).toEqual([a, b, false]);
    }
  });

  it('takes the keys of prototypes for data', () => {
    for (const path of ['/__proto__/polluted', '/constructor/prototype/polluted', '/toString/polluted']) {
      expect(applyPatch({}, [{ op: 'add', path, value: true }])).toMatchObject({ reason: 'not_found' });
    }
    for (const from of ['/__proto__', '/constructor', '/toString', '/hasOwnProperty']) {
      expect(applyPatch({}, [{ op: 'copy', from, path: '/a' }])).toMatchObject({ reason: 'not_found' });
      expect(applyPatch([], [{ op: 'copy', from, path: '/0' }])).toMatchObject({ reason: 'not_found' });
    }
    const result = applyPatch(frozen({ a: { b: 1 } }), [
      { op: 'add', path: '/__proto__', value: { polluted: true } },
      { op: 'add', path: '/__proto__/more', value: 1 },
      { op: 'copy', from: '/__proto__', path: '/a/__proto__' },
      { op: 'copy', from: '/a', path: '/copied' },
      { op: 'move', from: '/a/b', path: '/constructor' },
    ]);
    const proto = '"__proto__":{"polluted":true,"more":1}';
    const document = result.ok ? result.document : null;
    expect(JSON.stringify(document)).toBe(
      `{"a":{${proto}},${proto},"copied":{"b":1,${proto}},"constructor":1}`,
    );
    expect(Object.getPrototypeOf(document)).toBe(Object.prototype);
    expect(Object.getPrototypeOf((document as { a: unknown }).a)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('never lets two places share what a later operation changes', () => {
    const value = frozen({ n: [1] });
    const result = applyPatch({}, [
      { op: 'add', path: '/a', value },
      { op: 'add', path: '/a/n/-', value: 2 },
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/a/n/-', value: 3 },
      { op: 'add', path: '/c', value },
    ]);
    expect(result).toEqual({ ok: true, document: { a: { n: [1, 2, 3] }, b: { n: [1, 2] }, c: { n: [1] } } });
  });

  it('is bounded in its operations, in what they write, and in depth', () => {
    const tests: PatchOperation[] = Array.from({ length: 1_001 }, () => ({ op: 'test', path: '', value: 0 }));
    expect(applyPatch(0, tests.slice(1))).toEqual({ ok: true, document: 0 });
    expect(applyPatch(0, tests)).toEqual({ ok: false, index: 1_000, reason: 'too_large' });
    expect(check(JsonPatch, tests).success).toBe(false);

    const doubling: PatchOperation[] = Array.from({ length: 100 }, () => ({
      op: 'copy',
      from: '',
      path: '/-',
    }));
    const doubled = applyPatch(['a long text'.repeat(100)], doubling);
    expect(doubled).toMatchObject({ ok: false, reason: 'too_large' });
    expect(
      applyPatch({ k: 'x'.repeat(600_000) }, [
        { op: 'copy', from: '/k', path: '/a' },
        { op: 'copy', from: '/k', path: '/b' },
      ]),
    ).toMatchObject({ index: 1, reason: 'too_large' });

    // Each round puts one object more around the document.
    const wrap: PatchOperation[] = [
      { op: 'add', path: '/t', value: {} },
      { op: 'move', from: '/a', path: '/t/a' },
      { op: 'move', from: '/t', path: '/a' },
    ];
    const wrapped = applyPatch(
      { a: {} },
      Array.from({ length: 300 }, (_, index) => wrap[index % 3] as PatchOperation),
    );
    expect(wrapped).toMatchObject({ ok: false, reason: 'too_large' });
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as JsonValue;
    expect(applyPatch({}, [{ op: 'add', path: '/a', value: deep }])).toMatchObject({ reason: 'too_large' });
    expect(applyPatch(deep, [{ op: 'test', path: '', value: deep }])).toMatchObject({ reason: 'too_large' });
    expect(applyPatch(deep, [{ op: 'copy', from: '/0', path: '' }])).toMatchObject({ reason: 'too_large' });
    const path = '/0'.repeat(101);
    expect(applyPatch(deep, [{ op: 'replace', path, value: 1 }])).toMatchObject({ reason: 'too_large' });
    expect(applyPatch(deep, [{ op: 'replace', path: path.slice(2), value: 1 }])).toMatchObject({ ok: true });
  });
});

/** `value`, so that writing to it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
