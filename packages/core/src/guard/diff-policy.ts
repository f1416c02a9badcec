import { canonicalJson, type JsonValue } from '@agent-chat/protocol';
import { diffArrays } from 'diff';
import type { GuardCondition, GuardPolicy, GuardRule } from './policy-format.js';
import { type GuardImplication, implicationsOf } from './policy-implications.js';

/** A policy as `parseGuardPolicy` gives it. */
export interface GuardPolicyText {
  readonly policy: GuardPolicy;
  readonly source: string;
}

export interface GuardFieldChange {
  /** For example `effect`, `when.tools` or `require /samples/0/score min`. */
  readonly field: string;
  /** Absent: it was not there. */
  readonly before?: JsonValue;
  /** Absent: it is gone. */
  readonly after?: JsonValue;
}

export interface GuardRuleChange {
  readonly id: string;
  readonly fields: readonly GuardFieldChange[];
}

export interface GuardDiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Its number in the text before, from 1; absent for an added line. */
  readonly before?: number;
  /** Its number in the text after, from 1; absent for a removed line. */
  readonly after?: number;
}

export interface GuardPolicyDiff {
  readonly added: readonly GuardRule[];
  readonly removed: readonly GuardRule[];
  readonly changed: readonly GuardRuleChange[];
  /** What the changes mean, in plain sentences. Empty when the policies mean the same. */
  readonly implications: readonly GuardImplication[];
  /** Both texts, line by line. */
  readonly lines: readonly GuardDiffLine[];
}

/** Two texts that differ by more lines are shown one after the other. */
const MAX_LINE_EDITS = 1_000;

/** What changes from one policy to another. Rules are the same by id, wherever they stand. */
export function diffGuardPolicies(before: GuardPolicyText, after: GuardPolicyText): GuardPolicyDiff {
  const old = new Map(before.policy.rules.map((rule) => [rule.id, rule]));
  const added = after.policy.rules.filter(({ id }) => !old.has(id));
  const kept = after.policy.rules.filter(({ id }) => old.has(id));
  const ids = new Set(kept.map(({ id }) => id));
  const removed = before.policy.rules.filter(({ id }) => !ids.has(id));
  const pairs = kept.map((rule) => [old.get(rule.id) ?? rule, rule] as const);
  return {
    added,
    removed,
    changed: pairs
      .map(([one, other]) => ({ id: one.id, fields: changedFields(one, other) }))
      .filter(({ fields }) => fields.length > 0),
    implications: [
      ...added.flatMap((rule) => implicationsOf(null, rule)),
      ...removed.flatMap((rule) => implicationsOf(rule, null)),
      ...pairs.flatMap(([one, other]) => implicationsOf(one, other)),
    ],
    lines: diffLines(before.source, after.source),
  };
}

function changedFields(before: GuardRule, after: GuardRule): readonly GuardFieldChange[] {
  const old = fieldsOf(before);
  const now = fieldsOf(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, before: old.get(field), after: now.get(field) }))
    .filter((one) => canonicalJson({ value: one.before }) !== canonicalJson({ value: one.after }))
    .map((one) => ({
      field: one.field,
      ...(one.before !== undefined && { before: one.before }),
      ...(one.after !== undefined && { after: one.after }),
    }));
}

function fieldsOf(rule: GuardRule): ReadonlyMap<string, JsonValue> {
  const { when = {}, require: required = [], forbid = [], ...rest } = rule;
  const { arguments: wheres = [], ...scope } = when;
  return new Map<string, JsonValue>([
    ...Object.entries(rest),
    ...Object.entries(scope).map(([name, value]) => [`when.${name}`, value] as const),
    ...conditionFields('when.arguments', wheres),
    ...conditionFields('require', required),
    ...conditionFields('forbid', forbid),
  ]);
}

function conditionFields(list: string, conditions: readonly GuardCondition[]): [string, JsonValue][] {
  return keyed(conditions).flatMap(([key, { path: _, ...operators }]) =>
    Object.entries(operators).map(([operator, value]): [string, JsonValue] => [
      `${list} ${key} ${operator}`,
      value,
    ]),
  );
}

/** Conditions by their path; a second one of a path is `#2`. */
function keyed(conditions: readonly GuardCondition[]): readonly (readonly [string, GuardCondition])[] {
  const counts = new Map<string, number>();
  return conditions.map((condition) => {
    const count = (counts.get(condition.path) ?? 0) + 1;
    counts.set(condition.path, count);
    return [count === 1 ? condition.path : `${condition.path}#${count}`, condition] as const;
  });
}

function diffLines(before: string, after: string): readonly GuardDiffLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const changes = diffArrays(old, now, { maxEditLength: MAX_LINE_EDITS }) ?? [
    { value: old, removed: true, added: false },
    { value: now, removed: false, added: true },
  ];
  const lines: GuardDiffLine[] = [];
  let oldAt = 0;
  let nowAt = 0;
  for (const { value, removed, added } of changes) {
    for (const text of value) {
      if (!added) oldAt += 1;
      if (!removed) nowAt += 1;
      lines.push({
        kind: added ? 'added' : removed ? 'removed' : 'same',
        text,
        ...(!added && { before: oldAt }),
        ...(!removed && { after: nowAt }),
      });
    }
  }
  return lines;
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
