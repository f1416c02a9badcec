import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a peer may send in place of what it should: JSON text, so that each use is a value of its own. */
const STRANGE = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '9007199254740992',
  '""',
  '"everyone"',
  '"text"',
  '"__proto__"',
  '"constructor"',
  `"${'a'.repeat(5_000)}"`,
  '"\\u0000\\ud800"',
  '[]',
  '[null]',
  '{}',
  '{"length":3}',
  '{"length":{"toString":1,"valueOf":1}}',
  '{"then":"x","toString":1,"valueOf":null}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
] as const;
const STRANGE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'type', 'extra', ''];

type Change =
  | { readonly kind: 'replace' | 'append'; readonly at: number; readonly json: string }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'add'; readonly at: number; readonly key: string; readonly json: string };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('replace' as const, 'append' as const),
    at: fc.nat(),
    json: fc.constantFrom(...STRANGE),
  }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('add' as const),
    at: fc.nat(),
    key: fc.constantFrom(...STRANGE_KEYS),
    json: fc.constantFrom(...STRANGE),
  }),
);

/** Values of `valid` with up to three changes anywhere inside. Each went through JSON text. */
export function mutationsOf(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(valid, fc.array(change, { maxLength: 3 })).map(([value, changes]) => {
    const holder = { root: JSON.parse(JSON.stringify(value)) as Json };
    for (const each of changes) apply(holder, each);
    return JSON.parse(JSON.stringify(holder.root)) as unknown;
  });
}

interface Place {
  readonly parent: Json[] | { [key: string]: Json };
  readonly key: string;
}

function apply(holder: { root: Json }, each: Change): void {
  const places = [...placesIn(holder)];
  const { parent, key } = places[each.at % places.length] as Place;
  const fields = parent as { [key: string]: Json };
  const value = fields[key];
  switch (each.kind) {
    case 'replace':
      setOwn(fields, key, JSON.parse(each.json));
      return;
    case 'append':
      if (Array.isArray(value)) value.push(JSON.parse(each.json));
      return;
    case 'add':
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        setOwn(value, each.key, JSON.parse(each.json));
      return;
    case 'remove':
      if (parent !== holder) delete fields[key];
  }
}

/** Assigning to `__proto__` would change the prototype of the test's own object. */
function setOwn(target: object, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function* placesIn(parent: Json[] | { [key: string]: Json }): Iterable<Place> {
  for (const key of Object.keys(parent)) {
    yield { parent, key };
    const value = (parent as { [key: string]: Json })[key];
    if (typeof value === 'object' && value !== null) yield* placesIn(value);
  }
}
