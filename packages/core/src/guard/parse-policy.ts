import { canonicalHash } from '@agent-chat/protocol';
import { parseArgumentPath } from './argument-path.js';
import { OPERATORS } from './condition.js';
import {
  BOUND_OPERATORS,
  GUARD_EFFECTS,
  GUARD_LIMITS,
  type GuardCondition,
  type GuardPolicy,
  type GuardRule,
  type GuardScope,
  type ParsedGuardPolicy,
  TEXT_OPERATORS,
} from './policy-format.js';
import { type Place, PolicyReader } from './policy-reader.js';
import { readPolicySource } from './policy-source.js';
import { comparable } from './text-match.js';

/**
 * Reads a guard policy written in YAML 1.2; the format is described in `docs/guard.md`. It never
 * throws and never guesses: whatever is not of the format is a fault with its line and column, and a
 * text with a fault is no policy. Texts beyond `GUARD_LIMITS` cost a few milliseconds at most.
 */
export function parseGuardPolicy(source: string): ParsedGuardPolicy {
  const read = readPolicySource(source);
  if (!read.success) return read;
  const reader = new PolicyReader(read.faultAt);
  const node = read.document.contents;
  const policy = readPolicy(reader, { node, offset: node?.range[0] ?? 0, path: '' });
  if (policy === undefined || reader.faults.length > 0) {
    const faults = reader.faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
    return { success: false, faults };
  }
  return { success: true, policy, source };
}

/**
 * Identifies what a policy means: 64 hexadecimal digits, the same for two texts that differ in
 * comments, quotes, order of keys or white space alone.
 */
export async function guardPolicyHash(policy: GuardPolicy): Promise<string> {
  return canonicalHash(policy);
}

function readPolicy(reader: PolicyReader, place: Place): GuardPolicy | undefined {
  const members = reader.members(place, ['description', 'rules']);
  if (members === undefined) return undefined;
  if (members.rules === undefined)
    return reader.fault(place, 'rules is missing; without any write rules: []');
  const { description } = members;
  const rulePlaces = reader.items(members.rules, GUARD_LIMITS.maxRules) ?? [];
  const ids = new Map<string, Place>();
  const rules = rulePlaces.map((one) => readRule(reader, one, ids));
  return whole({
    description: description && reader.text(description, GUARD_LIMITS.maxProse),
    rules: rules.filter((rule) => rule !== undefined),
  });
}

const RULE_KEYS = ['id', 'description', 'category', 'when', 'require', 'forbid', 'effect', 'note'] as const;
const ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;

function readRule(reader: PolicyReader, place: Place, ids: Map<string, Place>): GuardRule | undefined {
  const members = reader.members(place, RULE_KEYS);
  if (members === undefined) return undefined;
  const { description, category, when, require: required, forbid, note } = members;
  const id = readId(reader, place, members.id, ids);
  const effect =
    members.effect === undefined
      ? reader.fault(place, `effect is missing: one of ${GUARD_EFFECTS.join(', ')}`)
      : reader.oneOf(members.effect, GUARD_EFFECTS);
  const rest = {
    description: description && reader.text(description, GUARD_LIMITS.maxProse),
    category: category && reader.text(category, GUARD_LIMITS.maxPattern),
    when: when && readScope(reader, when),
    require: required && readConditions(reader, required),
    forbid: forbid && readConditions(reader, forbid),
    note: note && reader.text(note, GUARD_LIMITS.maxProse),
  };
  return id === undefined || effect === undefined ? undefined : whole({ id, effect, ...rest });
}

function readId(
  reader: PolicyReader,
  rule: Place,
  place: Place | undefined,
  ids: Map<string, Place>,
): string | undefined {
  if (place === undefined) return reader.fault(rule, 'id is missing');
  const id = reader.text(place, GUARD_LIMITS.maxPattern);
  if (id === undefined) return undefined;
  if (!ID.test(id)) {
    return reader.fault(place, 'an id has lower-case letters, digits, ".", "_" and "-", at most 64');
  }
  const first = ids.get(id);
  if (first !== undefined) return reader.fault(place, `the id "${id}" is taken by ${first.path}`);
  ids.set(id, place);
  return id;
}

const SCOPE_KEYS = ['tools', 'cards', 'settings', 'stages', 'arguments'] as const;

function readScope(reader: PolicyReader, place: Place): GuardScope | undefined {
  const members = reader.members(place, SCOPE_KEYS);
  if (members === undefined) return undefined;
  if (Object.keys(members).length === 0)
    return reader.fault(place, `one of ${SCOPE_KEYS.join(', ')} is needed`);
  const { tools, cards, settings, stages } = members;
  return whole({
    tools: tools && reader.texts(tools, GUARD_LIMITS.maxPattern),
    cards: cards && reader.texts(cards, GUARD_LIMITS.maxPattern),
    settings: settings && reader.texts(settings, GUARD_LIMITS.maxPattern),
    stages: stages && reader.texts(stages, GUARD_LIMITS.maxPattern),
    arguments: members.arguments && readConditions(reader, members.arguments),
  });
}

function readConditions(reader: PolicyReader, place: Place): readonly GuardCondition[] | undefined {
  const places = reader.items(place, GUARD_LIMITS.maxConditions);
  // An empty list would turn a rule with conditions into one that always applies.
  if (places?.length === 0) return reader.fault(place, 'an empty list');
  return places?.map((one) => readCondition(reader, one)).filter((one) => one !== undefined);
}

const CONDITION_KEYS = ['path', ...OPERATORS, 'case_sensitive'] as const;

function readCondition(reader: PolicyReader, place: Place): GuardCondition | undefined {
  const members = reader.members(place, CONDITION_KEYS);
  if (members === undefined) return undefined;
  const { exists, equals, in: among, case_sensitive: isCaseSensitive } = members;
  const path = readPath(reader, place, members.path);
  if (!OPERATORS.some((operator) => members[operator] !== undefined)) {
    reader.fault(place, `one of ${OPERATORS.join(', ')} is needed`);
  }
  if (isCaseSensitive !== undefined && !TEXT_OPERATORS.some((one) => members[one] !== undefined)) {
    reader.fault(isCaseSensitive, `case_sensitive needs one of ${TEXT_OPERATORS.join(', ')}`);
  }
  const operators: Record<string, unknown> = {
    exists: exists && reader.boolean(exists),
    equals: equals && reader.scalar(equals),
    in: among && reader.scalars(among),
    // False is the default: a policy that says so means the same.
    case_sensitive: (isCaseSensitive && reader.boolean(isCaseSensitive)) || undefined,
  };
  for (const operator of TEXT_OPERATORS) operators[operator] = readPatterns(reader, members[operator]);
  for (const operator of BOUND_OPERATORS) {
    const bound = members[operator];
    operators[operator] = bound && reader.number(bound, operator !== 'min' && operator !== 'max');
  }
  return path === undefined ? undefined : whole({ path, ...operators });
}

function readPath(reader: PolicyReader, condition: Place, place: Place | undefined): string | undefined {
  if (place === undefined) return reader.fault(condition, 'path is missing');
  const path = reader.text(place, GUARD_LIMITS.maxPattern);
  if (path === undefined) return undefined;
  const parsed = parseArgumentPath(path);
  return 'fault' in parsed ? reader.fault(place, parsed.fault) : path;
}

function readPatterns(reader: PolicyReader, place: Place | undefined): readonly string[] | undefined {
  if (place === undefined) return undefined;
  const patterns = reader.texts(place, GUARD_LIMITS.maxPattern);
  if (patterns?.some((one) => comparable(one, false).trim() === '') === true) {
    return reader.fault(place, 'a text of invisible characters');
  }
  return patterns;
}

/** `value` without the members that are undefined: those are absent, or a fault that was noted. */
function whole<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
