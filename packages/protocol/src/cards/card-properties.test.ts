import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARD_CASES } from '../test-support/built-in-cards.js';
import { mutationsOf } from '../test-support/mutation.js';
import { valuesOf } from '../test-support/schema-values.js';
import { FULL } from '../test-support/seeded.js';
import { edgesOf } from '../test-support/shape-edges.js';
import { isCard } from '../shapes/guards.js';
import { check } from '../values/check.js';
import { AgentChatError } from '../values/errors.js';
import { readCard } from './builders/read-card.js';

/** The whole count runs in `npm run test:full`, a sample of it in every run. */
const RUNS = FULL ? 500 : 25;

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** `value` with a field that nobody has foretold in every object of it. */
function extended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(extended);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(
    // The answers to a form are by the names of its fields: there is nothing that it does not know.
    ([name, field]) => [name, name === 'values' && !Array.isArray(field) ? field : extended(field)] as const,
  );
  return { ...Object.fromEntries(fields), x_new: { deep: [null, 1] } };
}

type Path = readonly (string | number)[];

/** Where texts are in `value`. */
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, one]) => textsIn(one, [...path, key]));
}

/** `data` with two lines in one of its texts. */
function edited(data: unknown, path: Path, between: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return `Sent by${between}1. Forged | ${data as string}`;
  if (Array.isArray(data)) return data.map((one, at) => (at === key ? edited(one, rest, between) : one));
  const fields = data as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: edited(fields[key], rest, between) };
}

/** The lines of a card's text but for those that belong to one above them; `null`: it is refused. */
function ownLinesOf(build: (data: unknown) => { readonly fallbackText: string }, data: unknown) {
  try {
    const lines = build(data).fallbackText.split(/\r\n?|[\n\u2028\u2029]/);
    return lines.filter((line) => line.trim() !== '' && !line.startsWith('   ')).length;
  } catch (error) {
    if (AgentChatError.isInstance(error)) return null;
    throw error;
  }
}

/** The path that a builder names, or `null` when it makes a card. */
function refusedAt(build: () => unknown): string | null {
  try {
    build();
    return null;
  } catch (error) {
    if (!AgentChatError.isInstance(error)) throw error;
    expect(error).toMatchObject({ code: 'InvalidRequest', retryable: false });
    return (error.details as { path: string }).path;
  }
}

describe.each(CARD_CASES)('the card $type', ({ type, id, schema, shape, standard, build, consistent }) => {
  const ofSchema = valuesOf(id).map(json);
  const valid = ofSchema.map((data) => (consistent === undefined ? data : consistent(data as never)));
  /** Whether the builder may refuse what is of the schema, because its fields do not fit each other. */
  const asksForMore = consistent !== undefined;

  it('comes back as it was sent, and is what its schemas and its reader take', () => {
    fc.assert(
      fc.property(valid, (data) => {
        const built = build(data);
        expect(built).toMatchObject({ type, version: 1, data });
        expect(json(built)).toStrictEqual(built);
        expect(isCard(built)).toBe(true);
        expect(check(schema, built.data).success).toBe(true);
        expect(standard['~standard'].validate(built.data)).toEqual({ value: built.data });
        expect(readCard(type, built)).toBe(built.data);
        expect(built.fallbackText).toBeTypeOf('string');
        // A card of what is complete changes nothing more.
        expect(build(built.data)).toStrictEqual(built);
      }),
      { numRuns: RUNS },
    );
  });

  // A table's rows are all of their fields: there is nothing that it does not know.
  it.skipIf(type === 'table')('keeps fields that this version does not know, at every depth', () => {
    fc.assert(
      fc.property(valid, (data) => {
        expect(build(extended(data)).data).toMatchObject(extended(data) as object);
      }),
      { numRuns: RUNS },
    );
  });

  it('has as many lines of its own in its text, whatever lines its values have', () => {
    let compared = 0;
    fc.assert(
      fc.property(valid, fc.constantFrom('\n', '\r', '\u2028'), (data, end) => {
        for (const path of textsIn(data)) {
          const lines = [' ', end].map((between) => ownLinesOf(build, edited(data, path, between)));
          if (lines.some((count) => count === null)) continue;
          expect(lines[1], path.join('.')).toBe(lines[0]);
          compared += 1;
        }
      }),
      { numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(0);
  });

  it('is refused at each limit with the path of the fault', () => {
    let [taken, refused] = [0, 0];
    for (const data of fc.sample(valid, { numRuns: 4, seed: 3 })) {
      for (const edge of edgesOf(shape, data)) {
        const checked = check(schema, edge);
        const path = refusedAt(() => build(edge, { fallbackText: '' }));
        if (asksForMore && checked.success && path !== null) continue;
        expect(path === null).toBe(checked.success);
        if (checked.success) taken += 1;
        else {
          refused += 1;
          // In a union one names the union and the other the place in it.
          const theirs = checked.fault.path.join('.');
          expect(theirs.startsWith(path!) || path!.startsWith(theirs)).toBe(true);
        }
      }
    }
    expect(taken).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  it('is refused exactly when its schema refuses what defaults make of it', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutationsOf(valid), (data) => {
        const path = refusedAt(() => build(data, { fallbackText: '' }));
        if (path !== null) refused += 1;
        if (check(schema, data).success) expect(asksForMore || path === null).toBe(true);
        else if (path === null) expect(check(schema, build(data).data).success).toBe(true);
      }),
      { numRuns: RUNS * 2 },
    );
    expect(refused).toBeGreaterThan(0);
  });
});
