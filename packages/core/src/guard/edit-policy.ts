import { canonicalJson } from '@agent-chat/protocol';
import { Document, isMap, isSeq, parseDocument, stringify, type YAMLMap } from 'yaml';
import { parseGuardPolicy } from './parse-policy.js';
import type { GuardPolicy, GuardRule, ParsedGuardPolicy } from './policy-format.js';

/** One change of a policy's text. */
export type GuardPolicyEdit =
  /** Takes the place of the rule with the same id, else comes last. */
  { readonly type: 'put'; readonly rule: GuardRule } | { readonly type: 'remove'; readonly ruleId: string };

/**
 * The text of a policy with one rule put or removed. All else stays as it was written, to the
 * character: comments, quotes, blank lines. The comment lines right above a rule go with it when it
 * is removed. An empty text is a policy without rules. A text with faults, a rule that would be one,
 * and the removal of a rule that is not there give faults and no text.
 *
 * Where the rules stand in one line (`rules: []`), that text is written anew; comments stay there too.
 */
export function editGuardPolicy(source: string, edit: GuardPolicyEdit): ParsedGuardPolicy {
  const start = source.trim() === '' ? 'rules: []\n' : source;
  const before = parseGuardPolicy(start);
  if (!before.success) return before;
  const id = edit.type === 'put' ? edit.rule.id : edit.ruleId;
  const index = before.policy.rules.findIndex((rule) => rule.id === id);
  if (edit.type === 'remove' && index === -1) {
    const message = `there is no rule "${id}"`;
    return { success: false, faults: [{ line: 1, column: 1, message, path: 'rules' }] };
  }
  const rule = edit.type === 'put' ? edit.rule : null;
  const wanted = editedRules(before.policy, index, rule);
  const spliced = parseGuardPolicy(splice(start, index, rule) ?? rewrite(start, index, rule));
  if (spliced.success && isSame(spliced.policy, wanted)) return spliced;
  // Either the rule is at fault, or the text means more than its places show.
  const rewritten = parseGuardPolicy(rewrite(start, index, rule));
  return rewritten.success || spliced.success ? rewritten : spliced;
}

function editedRules(policy: GuardPolicy, index: number, rule: GuardRule | null): GuardPolicy {
  const at = index === -1 ? policy.rules.length : index;
  const rules = [
    ...policy.rules.slice(0, at),
    ...(rule === null ? [] : [rule]),
    ...policy.rules.slice(at + 1),
  ];
  return { ...policy, rules };
}

function isSame(one: GuardPolicy, other: GuardPolicy): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** Where a rule stands: from the begin of its first line to the end of its last. */
interface Lines {
  readonly start: number;
  readonly end: number;
  readonly indent: string;
}

/** The text with whole lines exchanged, or `null` where the rules have no lines of their own. */
function splice(source: string, index: number, rule: GuardRule | null): string | null {
  const items = ruleItems(source);
  const places = items?.map((item) => linesOfRule(source, item));
  if (places === undefined || !places.every((place) => place !== null)) return null;
  const first = places[0];
  if (first === undefined || (rule === null && places.length === 1)) return null;
  const lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
  const text = rule === null ? '' : ruleText(rule, first.indent, lineEnd);
  const place = places[index];
  if (place !== undefined) {
    const start = rule === null ? startOfComments(source, place) : place.start;
    return source.slice(0, start) + text + source.slice(place.end);
  }
  const last = places.at(-1) ?? first;
  const head = source.slice(0, last.end);
  const gap = hasBlankLine(source, places) ? lineEnd : '';
  return `${head}${head.endsWith('\n') ? '' : lineEnd}${gap}${text}${source.slice(last.end)}`;
}

function ruleItems(source: string): readonly YAMLMap[] | null {
  const rules = parseDocument(source, { uniqueKeys: false, prettyErrors: false }).get('rules', true);
  if (!isSeq(rules) || rules.flow === true) return null;
  const items = rules.items.filter((item) => isMap(item));
  return items.length === rules.items.length ? items : null;
}

function linesOfRule(source: string, item: YAMLMap): Lines | null {
  if (item.range == null) return null;
  const [from, to] = item.range;
  const start = source.lastIndexOf('\n', from - 1) + 1;
  // The dash stands in the line of the first key, or the lines are not the rule's alone.
  const lead = /^(\s*)-\s+$/.exec(source.slice(start, from));
  if (lead === null) return null;
  const next = source[to - 1] === '\n' ? to - 1 : source.indexOf('\n', to);
  return { start, end: next === -1 ? source.length : next + 1, indent: lead[1] ?? '' };
}

function ruleText(rule: GuardRule, indent: string, lineEnd: string): string {
  // Known order of keys, whatever object it comes in.
  const { id, description, category, when, require: required, forbid, effect, note } = rule;
  const ordered = { id, description, category, when, require: required, forbid, effect, note };
  const lines = stringify([ordered], { lineWidth: 0, indent: 2, aliasDuplicateObjects: false })
    .trimEnd()
    .split('\n');
  return lines.map((line) => (line === '' ? '' : indent + line) + lineEnd).join('');
}

function startOfComments(source: string, { start }: Lines): number {
  let at = start;
  while (at > 0) {
    const above = source.lastIndexOf('\n', at - 2) + 1;
    if (!/^\s*#/.test(source.slice(above, at))) break;
    at = above;
  }
  return at;
}

function hasBlankLine(source: string, places: readonly (Lines | null)[]): boolean {
  const [first, second] = places;
  return first != null &&
    second != null &&
    /^\s*$/m.test(source.slice(first.end, second.start).replace(/\n$/, ''))
    ? second.start > first.end
    : false;
}

/** Writes the text anew from its tree, which keeps comments but not every blank and quote. */
function rewrite(source: string, index: number, rule: GuardRule | null): string {
  const document = parseDocument(source, { uniqueKeys: false, prettyErrors: false });
  const rules = document.get('rules', true);
  if (!isSeq(rules)) return source;
  if (rule === null) rules.items.splice(index, 1);
  else {
    rules.items.splice(
      index === -1 ? rules.items.length : index,
      index === -1 ? 0 : 1,
      new Document(rule, { aliasDuplicateObjects: false }).contents,
    );
  }
  rules.flow = rules.items.length === 0;
  return document.toString({ lineWidth: 0 });
}
