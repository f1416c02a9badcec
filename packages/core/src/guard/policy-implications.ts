import { canonicalJson } from '@agent-chat/protocol';
import { OPERATORS, wantedBy } from './condition.js';
import {
  BOUND_OPERATORS,
  GUARD_EFFECTS,
  type GuardCondition,
  type GuardEffect,
  type GuardRule,
  type GuardScope,
} from './policy-format.js';
import { fitsGlob } from './text-match.js';

/** `different`: stricter for some proposals and looser for others, or not to be told. */
export type GuardDirection = 'stricter' | 'looser' | 'different';

export interface GuardImplication {
  /** The rule's id. */
  readonly rule: string;
  readonly direction: GuardDirection;
  /** A sentence for people. */
  readonly text: string;
}

/** What is found out of a rule; its id is added at the end. */
type Finding = readonly [GuardDirection, string];

const DOES: Readonly<Record<GuardEffect, string>> = { warn: 'warns', ask: 'asks', block: 'blocks' };

/** What it means that a rule comes (`before` is null), goes (`after` is null) or changes. */
export function implicationsOf(
  before: GuardRule | null,
  after: GuardRule | null,
): readonly GuardImplication[] {
  const rule = before?.id ?? after?.id ?? '';
  return findings(before, after).map(([direction, words]) => ({
    rule,
    direction,
    text: `The rule "${rule}" ${words}`,
  }));
}

function findings(before: GuardRule | null, after: GuardRule | null): readonly Finding[] {
  if (before === null) {
    return after === null ? [] : [['stricter', `is new: it ${DOES[after.effect]}${purpose(after)}.`]];
  }
  if (after === null)
    return [['looser', `is gone: nothing ${DOES[before.effect]}${purpose(before)} any more.`]];
  return [
    ...effectFindings(before.effect, after.effect),
    ...nameFindings(before.when ?? {}, after.when ?? {}),
    ...stageFindings(before.when?.stages, after.when?.stages),
    ...argumentFindings(before.when?.arguments ?? [], after.when?.arguments ?? []),
    ...conditionFindings(before, after),
  ];
}

function purpose({ description, note }: GuardRule): string {
  const words = description ?? note;
  return words === undefined ? '' : ` (${words.replace(/\.$/, '')})`;
}

function effectFindings(before: GuardEffect, after: GuardEffect): readonly Finding[] {
  if (before === after) return [];
  const isStricter = GUARD_EFFECTS.indexOf(after) > GUARD_EFFECTS.indexOf(before);
  return [[isStricter ? 'stricter' : 'looser', `${DOES[after]} now where it ${DOES[before]} today.`]];
}

/** A rule that names nothing looks at tools and cards. */
function namesOf({ tools, cards, settings }: GuardScope): readonly string[] {
  if (tools === undefined && cards === undefined && settings === undefined) return ['tool *', 'card *'];
  return [
    ...(tools ?? []).map((name) => `tool ${name}`),
    ...(cards ?? []).map((name) => `card ${name}`),
    ...(settings ?? []).map((name) => `setting ${name}`),
  ];
}

function nameFindings(before: GuardScope, after: GuardScope): readonly Finding[] {
  const direction = widening(namesOf(before), namesOf(after));
  if (direction === null) return [];
  return [[direction, `looks at ${namesOf(after).join(', ')} now, not at ${namesOf(before).join(', ')}.`]];
}

function stageFindings(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): readonly Finding[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  if (after === undefined) return [['stricter', 'looks at every stage now.']];
  const words = `looks at the stages ${after.join(', ')} alone now.`;
  if (before === undefined) return [['looser', words]];
  const direction = widening(before, after);
  return direction === null ? [] : [[direction, words]];
}

/** Whether patterns come to mean more (`stricter`), less, or something else; `null` for the same. */
function widening(before: readonly string[], after: readonly string[]): GuardDirection | null {
  const isWider = before.every((one) => after.some((pattern) => covers(pattern, one)));
  const isNarrower = after.every((one) => before.some((pattern) => covers(pattern, one)));
  if (isWider && isNarrower) return null;
  return isWider ? 'stricter' : isNarrower ? 'looser' : 'different';
}

function covers(pattern: string, other: string): boolean {
  if (pattern === other) return true;
  // The wildcard of the other counts as a letter here, which only a wildcard of the pattern swallows.
  return !pattern.includes('?') && !other.includes('?') && fitsGlob(other, pattern);
}

function argumentFindings(
  before: readonly GuardCondition[],
  after: readonly GuardCondition[],
): readonly Finding[] {
  return conditionPairs(before, after).map(([path, old, now]): Finding => {
    if (old === undefined) return ['looser', `looks only at proposals with ${wanted(now)} at ${path} now.`];
    if (now === undefined)
      return ['stricter', `no longer looks only at proposals with ${wanted(old)} at ${path}.`];
    return [
      narrowing(old, now),
      `looks at proposals with ${wanted(now)} at ${path} now; before: ${wanted(old)}.`,
    ];
  });
}

function conditionFindings(before: GuardRule, after: GuardRule): readonly Finding[] {
  if (isUnconditional(before) || isUnconditional(after)) {
    if (isUnconditional(before) === isUnconditional(after)) return [];
    return isUnconditional(after)
      ? [['stricter', `always ${DOES[after.effect]} now, whatever the arguments are.`]]
      : [['looser', `only ${DOES[after.effect]} now when its conditions are broken.`]];
  }
  const required = conditionPairs(before.require ?? [], after.require ?? []).map(
    ([path, old, now]): Finding => {
      if (old === undefined) return ['stricter', `also requires ${wanted(now)} at ${path} now.`];
      if (now === undefined) return ['looser', `no longer requires ${wanted(old)} at ${path}.`];
      const text = `requires ${wanted(now)} at ${path} now; before: ${wanted(old)}.`;
      return [opposite(narrowing(old, now)), text];
    },
  );
  const forbidden = conditionPairs(before.forbid ?? [], after.forbid ?? []).map(
    ([path, old, now]): Finding => {
      if (old === undefined) return ['stricter', `also forbids ${wanted(now)} at ${path} now.`];
      if (now === undefined) return ['looser', `no longer forbids ${wanted(old)} at ${path}.`];
      return [narrowing(old, now), `forbids ${wanted(now)} at ${path} now; before: ${wanted(old)}.`];
    },
  );
  return [...required, ...forbidden];
}

function isUnconditional({ require: required = [], forbid = [] }: GuardRule): boolean {
  return required.length + forbid.length === 0;
}

type Pair = readonly [path: string, before: GuardCondition | undefined, after: GuardCondition | undefined];

/** The conditions that differ, paired by path where each has one with it, in the order of the text. */
function conditionPairs(
  before: readonly GuardCondition[],
  after: readonly GuardCondition[],
): readonly Pair[] {
  const old = before.filter((one) => !after.some((other) => isSame(one, other)));
  const now = after.filter((one) => !before.some((other) => isSame(one, other)));
  const pairs: Pair[] = [];
  const left = [...now];
  for (const one of old) {
    const at = left.findIndex(({ path }) => path === one.path);
    pairs.push([one.path, one, at === -1 ? undefined : left.splice(at, 1)[0]]);
  }
  return [...pairs, ...left.map((one): Pair => [one.path, undefined, one])];
}

function isSame(one: GuardCondition, other: GuardCondition): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function wanted(condition: GuardCondition | undefined): string {
  if (condition === undefined) return 'anything';
  const words = OPERATORS.filter((operator) => condition[operator] !== undefined).map((operator) =>
    wantedBy(condition, operator),
  );
  return `${words.join(' and ')}${condition.case_sensitive === true ? ' (in this case)' : ''}`;
}

/** `looser`: fewer values fit the condition than before; `stricter`: more; as for one that forbids. */
function narrowing(before: GuardCondition, after: GuardCondition): GuardDirection {
  const directions = new Set<GuardDirection>();
  if ((before.case_sensitive === true) !== (after.case_sensitive === true)) {
    directions.add(after.case_sensitive === true ? 'looser' : 'stricter');
  }
  for (const operator of OPERATORS) {
    const [old, now] = [before[operator], after[operator]];
    // An array would turn what is not there into null, which is a value to be equal to.
    if (canonicalJson({ value: old }) === canonicalJson({ value: now })) continue;
    if (old === undefined) directions.add('looser');
    else if (now === undefined) directions.add('stricter');
    else if (
      typeof old === 'number' &&
      typeof now === 'number' &&
      BOUND_OPERATORS.some((one) => one === operator)
    ) {
      directions.add(operator.startsWith('max') === now > old ? 'stricter' : 'looser');
    } else if (isList(old) && isList(now)) directions.add(listDirection(old, now));
    else directions.add('different');
  }
  const [direction = 'different', ...others] = directions;
  return others.length === 0 ? direction : 'different';
}

function listDirection(before: readonly unknown[], after: readonly unknown[]): GuardDirection {
  if (before.every((one) => after.includes(one))) return 'stricter';
  return after.every((one) => before.includes(one)) ? 'looser' : 'different';
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function opposite(direction: GuardDirection): GuardDirection {
  if (direction === 'different') return direction;
  return direction === 'stricter' ? 'looser' : 'stricter';
}
