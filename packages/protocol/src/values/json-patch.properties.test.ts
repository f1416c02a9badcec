import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type JsonValue } from './json.js';
import { applyPatch } from './json-patch.js';
import type { PatchOperation } from './patch-operation.js';

const key = fc.constantFrom('a', 'b', '', '0', '1', '-', 'x/y', 'm~n', '~1', '__proto__', 'constructor');
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, 0, 1, 'a', ''),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));
const step = fc.record({
  op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
  path: fc.nat(),
  from: fc.nat(),
  value: json,
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe('applyPatch, for any document and patch', () => {
  it('is undone by the inverse patch, and changes neither document nor patch', () => {
    let applied = 0;
    fc.assert(
      fc.property(json, fc.array(step, { maxLength: 12 }), (start, steps) => {
        const text = JSON.stringify(start);
        const patch: PatchOperation[] = [];
        const inverse: PatchOperation[] = [];
        let document = start;
        for (const one of steps) {
          const operation = operationOn(document, one);
          const result = applyPatch(document, [operation]);
          if (!result.ok) continue;
          patch.push(operation);
          inverse.unshift(...inverseOf(document, operation));
          document = result.document;
        }
        applied += patch.length;
        const patchText = JSON.stringify(patch);
        const whole = applyPatch(start, patch);
        expect(canonicalJson(whole)).toBe(canonicalJson({ ok: true, document }));
        expect(canonicalJson(applyPatch(document, inverse))).toBe(
          canonicalJson({ ok: true, document: start }),
        );
        expect([JSON.stringify(start), JSON.stringify(patch)]).toEqual([text, patchText]);
        expect(Reflect.ownKeys(Object.prototype)).toEqual(PROTOTYPE_KEYS);
      }),
      { numRuns: 2_000 },
    );
    expect(applied).toBeGreaterThan(5_000);
  });

  it('keeps the identity of all that an operation does not touch', () => {
    let kept = 0;
    fc.assert(
      fc.property(json, step, (document, one) => {
        const operation = operationOn(document, one);
        const result = applyPatch(document, [operation]);
        if (!result.ok) return;
        const after = new Set(containersIn(result.document));
        const touched = touchedBy(document, operation);
        for (const container of containersIn(document)) {
          if (touched.has(container)) continue;
          expect(after.has(container)).toBe(true);
          kept += 1;
        }
        if (operation.op === 'test') expect(result.document).toBe(document);
      }),
      { numRuns: 3_000 },
    );
    expect(kept).toBeGreaterThan(2_000);
  });

  it('applies all or none, and never throws', () => {
    const pointer = fc.oneof(
      key.map((one) => `/${one}`),
      fc.string(),
      fc.constant(''),
    );
    const operation = fc.record({ op: step.map(({ op }) => op), path: pointer, from: pointer, value: json });
    fc.assert(
      fc.property(json, fc.array(operation), (document, operations) => {
        const patch = operations as readonly unknown[] as PatchOperation[];
        const result = applyPatch(document, patch);
        if (result.ok) return;
        expect(applyPatch(document, patch.slice(0, result.index)).ok).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

const PROTOTYPE_KEYS = Reflect.ownKeys(Object.prototype);

/** An operation of the kind asked for, on a place that `document` has or, to add, could have. */
function operationOn(document: JsonValue, { op, path, from, value }: Step): PatchOperation {
  const places = pointersIn(document);
  const pick = (all: readonly string[], at: number): string => all[at % all.length] as string;
  const free = [...places, ...places.flatMap((place) => [`${place}/-`, `${place}/a`, `${place}/x~1y`])];
  if (op === 'add') return { op, path: pick(free, path), value };
  if (op === 'remove') return { op, path: pick(places, path) };
  if (op === 'replace') return { op, path: pick(places, path), value };
  if (op === 'test') return { op, path: pick(places, path), value: valueAt(document, pick(places, path)) };
  return { op, path: pick(free, path), from: pick(places, from) };
}

function inverseOf(document: JsonValue, operation: PatchOperation): PatchOperation[] {
  const { op, path } = operation;
  if (op === 'test') return [];
  if (op === 'remove') return [{ op: 'add', path, value: valueAt(document, path) }];
  if (op === 'replace') return [{ op, path, value: valueAt(document, path) }];
  if (op === 'add' || op === 'copy') return [inverseOfAdd(document, path)];
  if (op === 'move' && operation.from !== path) {
    const value = valueAt(document, operation.from);
    return [
      inverseOfAdd(removed(document, operation.from), path),
      { op: 'add', path: operation.from, value },
    ];
  }
  return [];
}

function inverseOfAdd(document: JsonValue, path: string): PatchOperation {
  const parent = valueAt(document, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  if (path !== '' && Array.isArray(parent))
    return { op: 'remove', path: path.replace(/-$/, `${parent.length}`) };
  const before = valueAt(document, path);
  return before === undefined ? { op: 'remove', path } : { op: 'replace', path, value: before };
}

function removed(document: JsonValue, path: string): JsonValue {
  const result = applyPatch(document, [{ op: 'remove', path }]);
  return result.ok ? result.document : document;
}

/** The containers around the places that change, and what stood there. */
function touchedBy(document: JsonValue, operation: PatchOperation): ReadonlySet<JsonValue> {
  const { op, path } = operation;
  if (op === 'test') return new Set();
  const isMove = op === 'move';
  const base = isMove ? removed(document, operation.from) : document;
  const above = (root: JsonValue, pointer: string): JsonValue[] =>
    [...pointer.matchAll(/\//g)].map(({ index }) => valueAt(root, pointer.slice(0, index)) as JsonValue);
  const overwrites = !Array.isArray(above(base, path).at(-1)) || op === 'remove' || op === 'replace';
  const old = overwrites ? valueAt(base, path) : undefined;
  return new Set([
    ...above(base, path),
    ...(isMove ? above(document, operation.from) : []),
    ...(old === undefined || (isMove && operation.from === path) ? [] : containersIn(old)),
  ]);
}

function pointersIn(value: JsonValue | undefined, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
  return [
    at,
    ...Object.entries(value).flatMap(([name, inner]) => pointersIn(inner, `${at}/${escaped(name)}`)),
  ];
}

function containersIn(value: JsonValue | undefined): JsonValue[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap((inner) => containersIn(inner as JsonValue))];
}

function valueAt(document: JsonValue, pointer: string): JsonValue | undefined {
  const names = pointer.split('/').slice(1);
  return names.reduce<JsonValue | undefined>((value, name) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const own = name.replaceAll('~1', '/').replaceAll('~0', '~');
    return Object.entries(value).find(([other]) => other === own)?.[1];
  }, document);
}
