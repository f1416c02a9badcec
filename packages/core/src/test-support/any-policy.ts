import fc from 'fast-check';
import {
  GUARD_EFFECTS,
  type GuardCondition,
  type GuardPolicy,
  type GuardRule,
} from '../guard/policy-format.js';

/** Texts that YAML would read as something else if they stood bare, and ordinary ones. */
const text = fc.constantFrom(
  'a',
  'b',
  'ab',
  'no',
  '75',
  '- x',
  'a: b',
  '#c',
  '*d',
  "it's",
  'two\nlines',
  ' e ',
  '"',
);

const paths = fc.constantFrom('/a', '/b', '/rows/*/a', '/**');
const bound = fc.integer({ min: 0, max: 3 });
const texts = fc.uniqueArray(text, { minLength: 1, maxLength: 3 });
const scalar = fc.constantFrom('a', 'b', 1, 2, true, null);

/** A member that may be absent. */
function maybe<T>(value: fc.Arbitrary<T>) {
  return fc.option(value, { nil: undefined, freq: 2 });
}

function whole<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

export const anyCondition: fc.Arbitrary<GuardCondition> = fc
  .tuple(
    paths,
    fc.oneof(
      fc.record({ min: bound, max: maybe(bound) }),
      fc.record({ max: bound }),
      fc.record({ contains: texts, case_sensitive: maybe(fc.constant(true)) }),
      fc.record({ has_word: texts, max_length: maybe(bound) }),
      fc.record({ starts_with: texts, glob: maybe(texts) }),
      fc.record({ min_items: bound, exists: maybe(fc.boolean()) }),
      fc.record({ equals: scalar }),
      fc.record({ in: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }),
    ),
  )
  .map(([path, operators]) => whole({ path, ...operators }) as GuardCondition);

const conditions = fc.array(anyCondition, { minLength: 1, maxLength: 2 });
const names = fc.uniqueArray(fc.constantFrom('send', 'send_*', '*', 'find'), { minLength: 1, maxLength: 2 });

const scope = fc
  .record({ tools: names, cards: maybe(names), stages: maybe(names), arguments: maybe(conditions) })
  .map(whole);

export const anyRule: fc.Arbitrary<GuardRule> = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', '1.5', 'true'),
    description: maybe(text),
    when: maybe(scope),
    require: maybe(conditions),
    forbid: maybe(conditions),
    effect: fc.constantFrom(...GUARD_EFFECTS),
    note: maybe(text),
  })
  .map((rule) => whole(rule) as GuardRule);

export const anyPolicy: fc.Arbitrary<GuardPolicy> = fc
  .uniqueArray(anyRule, { selector: ({ id }) => id, maxLength: 4 })
  .map((rules) => ({ rules }));
