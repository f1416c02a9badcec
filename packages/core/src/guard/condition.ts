import type { ArgumentPlace } from './argument-path.js';
import {
  BOUND_OPERATORS,
  type BoundOperator,
  type GuardCondition,
  type GuardScalar,
  TEXT_OPERATORS,
} from './policy-format.js';
import { comparable, fitsText } from './text-match.js';

/** Counts what a comparison costs, and throws when it is too much. */
export type Charge = (units: number) => void;

/**
 * What an operator says of a value: `absent` where there is none to look at, `unfit` where the
 * value is of another type than the operator is about.
 */
type Finding = 'holds' | 'fails' | 'absent' | 'unfit';

interface Look {
  readonly finding: Finding;
  /** What the operator asks for, to be read after "needs" or "is forbidden:". */
  readonly wanted: string;
  readonly isUpperBound?: boolean;
}

/** Why `condition`, as a requirement, is broken at `place`, or `null`. What is too much may be missing. */
export function brokenRequirement(
  condition: GuardCondition,
  place: ArgumentPlace,
  charge: Charge,
): string | null {
  if (place.isUnfit) return 'a list is required';
  for (const { finding, wanted, isUpperBound } of looks(condition, place, charge)) {
    if (finding === 'holds' || (finding === 'absent' && isUpperBound === true)) continue;
    if (finding === 'unfit' && place.isAnywhere) continue;
    if (finding === 'absent') return `${wanted} is required, but nothing is there`;
    if (finding === 'unfit') return `${wanted} is required, but the value is of another type`;
    return `${wanted} is required`;
  }
  return null;
}

/** Why `condition`, as something forbidden, is broken at `place`, or `null`. A value of another type breaks it. */
export function brokenProhibition(
  condition: GuardCondition,
  place: ArgumentPlace,
  charge: Charge,
): string | null {
  if (place.isUnfit) return 'a list is required';
  const reasons: string[] = [];
  for (const { finding, wanted } of looks(condition, place, charge)) {
    if (finding === 'fails' || finding === 'absent') return null;
    if (finding === 'unfit' && place.isAnywhere) return null;
    reasons.push(finding === 'unfit' ? `${wanted} cannot be excluded for a value of this type` : wanted);
  }
  return `${reasons.join(', ')} is forbidden`;
}

/** Whether a rule with this condition in `when` looks at the proposal for this place. */
export function appliesAt(condition: GuardCondition, place: ArgumentPlace, charge: Charge): boolean {
  return brokenProhibition(condition, place, charge) !== null;
}

function* looks(condition: GuardCondition, place: ArgumentPlace, charge: Charge): Generator<Look> {
  const { value } = place;
  if (condition.exists !== undefined) {
    const isThere = value !== undefined;
    yield {
      finding: isThere === condition.exists ? 'holds' : 'fails',
      wanted: condition.exists ? 'a value' : 'no value',
    };
  }
  if (condition.equals !== undefined) {
    yield {
      finding: isEqual(value, condition.equals) ? 'holds' : 'fails',
      wanted: JSON.stringify(condition.equals),
    };
  }
  if (condition.in !== undefined) {
    charge(condition.in.length);
    yield {
      finding: condition.in.some((one) => isEqual(value, one)) ? 'holds' : 'fails',
      wanted: `one of ${listed(condition.in)}`,
    };
  }
  for (const operator of TEXT_OPERATORS) {
    const patterns = condition[operator];
    if (patterns === undefined) continue;
    const wanted = `${TEXT_WORDS[operator]} ${patterns.length > 1 ? 'one of ' : ''}${listed(patterns)}`;
    if (typeof value !== 'string') {
      yield { finding: value === undefined ? 'absent' : 'unfit', wanted };
      continue;
    }
    charge(1 + ((value.length * (patterns.length + 1)) >> 8));
    const isCaseSensitive = condition.case_sensitive === true;
    const text = comparable(value, isCaseSensitive);
    const fits = patterns.some((one) => fitsText(operator, text, comparable(one, isCaseSensitive)));
    yield { finding: fits ? 'holds' : 'fails', wanted };
  }
  for (const operator of BOUND_OPERATORS) {
    const bound = condition[operator];
    if (bound === undefined) continue;
    const [measure, isUpperBound, words] = BOUNDS[operator];
    const size = value === undefined ? undefined : measure(value);
    yield { finding: boundFinding(size, bound, isUpperBound), wanted: words(bound), isUpperBound };
  }
}

const TEXT_WORDS = {
  contains: 'text with',
  has_word: 'the word',
  starts_with: 'text that begins with',
  ends_with: 'text that ends with',
  glob: 'text like',
} as const;

type Measure = (value: unknown) => number | null;

const quantity: Measure = (value) => (typeof value === 'number' ? value : null);
const items: Measure = (value) => (Array.isArray(value) ? value.length : null);
const characters: Measure = (value) => (typeof value === 'string' ? codePoints(value) : null);

const BOUNDS: Readonly<
  Record<BoundOperator, readonly [Measure, isUpperBound: boolean, words: (bound: number) => string]>
> = {
  min: [quantity, false, (bound) => `at least ${bound}`],
  max: [quantity, true, (bound) => `at most ${bound}`],
  min_items: [items, false, (bound) => `a list of at least ${bound}`],
  max_items: [items, true, (bound) => `a list of at most ${bound}`],
  min_length: [characters, false, (bound) => `text of at least ${bound} characters`],
  max_length: [characters, true, (bound) => `text of at most ${bound} characters`],
};

function boundFinding(size: number | null | undefined, bound: number, isUpperBound: boolean): Finding {
  if (size === undefined) return 'absent';
  if (size === null) return 'unfit';
  return (isUpperBound ? size <= bound : size >= bound) ? 'holds' : 'fails';
}

/** Nothing and null are one: agents write both for "none". */
function isEqual(value: unknown, wanted: GuardScalar): boolean {
  return (value ?? null) === wanted;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function listed(values: readonly GuardScalar[]): string {
  const shown = values.slice(0, 5).map((value) => JSON.stringify(value));
  return values.length > 5 ? `${shown.join(', ')} …` : shown.join(', ');
}
