import type { ArgumentPlace } from './argument-path.js';
import {
  BOUND_OPERATORS,
  type BoundOperator,
  type GuardCondition,
  type GuardScalar,
  TEXT_OPERATORS,
  type TextOperator,
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
  readonly operator: Operator;
  readonly isUpperBound?: boolean;
}

/** Why `condition`, as a requirement, is broken at `place`, or `null`. What is too much may be missing. */
export function brokenRequirement(
  condition: GuardCondition,
  place: ArgumentPlace,
  charge: Charge,
): string | null {
  if (place.isUnfit) return 'a list is required';
  for (const { finding, operator, isUpperBound } of looks(condition, place, charge)) {
    if (finding === 'holds' || (finding === 'absent' && isUpperBound === true)) continue;
    if (finding === 'unfit' && place.isAnywhere) continue;
    const wanted = wantedBy(condition, operator);
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
  for (const { finding, operator } of looks(condition, place, charge)) {
    if (finding === 'fails' || finding === 'absent') return null;
    if (finding === 'unfit' && place.isAnywhere) return null;
    const wanted = wantedBy(condition, operator);
    reasons.push(finding === 'unfit' ? `${wanted} cannot be excluded for a value of this type` : wanted);
  }
  return `${reasons.join(', ')} is forbidden`;
}

/** Whether a rule with this condition in `when` looks at the proposal for this place. */
export function appliesAt(condition: GuardCondition, place: ArgumentPlace, charge: Charge): boolean {
  return brokenProhibition(condition, place, charge) !== null;
}

/** Every operator of a condition, in the order in which they are looked at. */
export const OPERATORS = ['exists', 'equals', 'in', ...TEXT_OPERATORS, ...BOUND_OPERATORS] as const;
export type Operator = (typeof OPERATORS)[number];

/** What the operator of a condition asks for in plain words, such as `at least 75`. */
export function wantedBy(condition: GuardCondition, operator: Operator): string {
  const value = condition[operator];
  if (value === undefined) return 'anything';
  if (operator === 'exists') return value === true ? 'a value' : 'no value';
  if (typeof value === 'number' && isBound(operator)) return BOUNDS[operator][2](value);
  if (!isList(value)) return JSON.stringify(value);
  const words =
    operator === 'in' || operator === 'equals' || isBound(operator) ? '' : `${TEXT_WORDS[operator]} `;
  return `${words}${value.length > 1 ? 'one of ' : ''}${listed(value)}`;
}

function* looks(condition: GuardCondition, place: ArgumentPlace, charge: Charge): Generator<Look> {
  for (const operator of OPERATORS) {
    if (condition[operator] === undefined) continue;
    yield {
      finding: findingOf(condition, operator, place.value, charge),
      operator,
      isUpperBound: isBound(operator) && BOUNDS[operator][1],
    };
  }
}

function findingOf(condition: GuardCondition, operator: Operator, value: unknown, charge: Charge): Finding {
  switch (operator) {
    case 'exists':
      return (value !== undefined) === condition.exists ? 'holds' : 'fails';
    case 'equals':
      return isEqual(value, condition.equals ?? null) ? 'holds' : 'fails';
    case 'in':
      charge(condition.in?.length ?? 0);
      return condition.in?.some((one) => isEqual(value, one)) === true ? 'holds' : 'fails';
    case 'contains':
    case 'has_word':
    case 'starts_with':
    case 'ends_with':
    case 'glob':
      return textFinding(condition, operator, value, charge);
    default: {
      const [measure, isUpperBound] = BOUNDS[operator];
      const size = value === undefined ? undefined : measure(value);
      return boundFinding(size, condition[operator] ?? 0, isUpperBound);
    }
  }
}

function textFinding(
  condition: GuardCondition,
  operator: TextOperator,
  value: unknown,
  charge: Charge,
): Finding {
  if (typeof value !== 'string') return value === undefined ? 'absent' : 'unfit';
  const patterns = condition[operator] ?? [];
  charge(1 + ((value.length * (patterns.length + 1)) >> 8));
  const isCaseSensitive = condition.case_sensitive === true;
  const text = comparable(value, isCaseSensitive);
  const fits = patterns.some((one) => fitsText(operator, text, comparable(one, isCaseSensitive)));
  return fits ? 'holds' : 'fails';
}

function isBound(operator: Operator): operator is BoundOperator {
  return BOUND_OPERATORS.some((one) => one === operator);
}

function isList(value: unknown): value is readonly GuardScalar[] {
  return Array.isArray(value);
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
