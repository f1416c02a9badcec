import { type ArgumentPlace, parseArgumentPath, placesIn } from './argument-path.js';
import { appliesAt, brokenProhibition, brokenRequirement, type Charge } from './condition.js';
import type { GuardCondition, GuardEffect, GuardPolicy, GuardRule, GuardScope } from './policy-format.js';
import { fitsGlob } from './text-match.js';

/** From mild to hard. */
export const GUARD_STATUSES = ['ok', 'warn', 'ask', 'block'] as const satisfies readonly (
  | 'ok'
  | GuardEffect
)[];
export type GuardStatus = (typeof GUARD_STATUSES)[number];

/** What an agent wants to do. */
export interface GuardProposal {
  readonly kind: 'tool' | 'card' | 'setting';
  /** The tool's name, the card's type or the setting's kind. */
  readonly name: string;
  /** The stage of the work, for example discovery, personalisation or send. */
  readonly stage?: string;
  /** JSON: the tool's arguments, the card's data, the setting's values. */
  readonly args: unknown;
}

export interface GuardResult {
  /** The rule's id. */
  readonly rule: string;
  readonly status: GuardStatus;
  /** The rule's note, else what is wrong in plain words. Absent when all is well. */
  readonly note?: string;
  /** Where it is broken, as a JSON pointer into `args`. Absent when all is well or the whole is meant. */
  readonly path?: string;
}

export interface GuardEvaluation {
  /** The hardest of the results; `ok` without any. */
  readonly status: GuardStatus;
  /** In the order of the policy: one `ok` a rule that holds, else one a broken place. */
  readonly results: readonly GuardResult[];
}

/** Units of work that one evaluation may take: about one a value looked at. */
const MAX_WORK = 250_000;

/** Broken places that one rule names; more are counted in a last result. */
const MAX_PLACES = 1_000;

/**
 * What `policy` says of `proposal`. Rules that do not look at it give no result. It fails closed:
 * a value of another type than a rule expects breaks the rule, and so do arguments that are too
 * large to look through.
 */
export function evaluateGuardPolicy(policy: GuardPolicy, proposal: GuardProposal): GuardEvaluation {
  const charge = chargeUpTo(MAX_WORK);
  const results = policy.rules.flatMap((rule) => resultsOf(rule, proposal, charge));
  return { status: hardest(results), results };
}

/** A result as a row of an outbox card shows it. */
export interface PolicyRow {
  readonly rule: string;
  readonly status: 'ok' | 'warn' | 'block';
  readonly note?: string;
}

/**
 * The results about one element of the arguments, for example `/samples/3`, as the `policy` of that
 * row of an outbox card: one a rule, in the order of the policy. What is broken at other elements
 * only is `ok` here; `ask` is shown as `warn`, for the card knows no third status.
 */
export function policyRowsAt({ results }: GuardEvaluation, path: string): readonly PolicyRow[] {
  const hardestOf = new Map<string, GuardResult>();
  for (const result of results) {
    // Broken within the element, or above it and so everywhere in it.
    const isHere = result.path === undefined || isWithin(result.path, path) || isWithin(path, result.path);
    const here: GuardResult = isHere ? result : { rule: result.rule, status: 'ok' };
    const known = hardestOf.get(result.rule);
    if (known === undefined || rank(here.status) > rank(known.status)) hardestOf.set(result.rule, here);
  }
  return Array.from(hardestOf.values(), ({ rule, status, note }) => ({
    rule,
    status: status === 'ask' ? 'warn' : status,
    ...(note !== undefined && { note }),
  }));
}

function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

class TooMuchWork extends Error {}

function chargeUpTo(limit: number): Charge {
  let left = limit;
  return (units) => {
    left -= units;
    if (left < 0) throw new TooMuchWork();
  };
}

function resultsOf(rule: GuardRule, proposal: GuardProposal, charge: Charge): readonly GuardResult[] {
  try {
    if (!looksAt(rule.when ?? {}, proposal, charge)) return [];
    const broken = brokenPlaces(rule, proposal.args, charge);
    return broken.length === 0 ? [{ rule: rule.id, status: 'ok' }] : broken;
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    return [{ rule: rule.id, status: rule.effect, note: 'the arguments are too large to be checked' }];
  }
}

function looksAt(scope: GuardScope, { kind, name, stage, args }: GuardProposal, charge: Charge): boolean {
  const { tools, cards, settings, stages } = scope;
  const names = { tool: tools, card: cards, setting: settings }[kind];
  const isUnnamed = tools === undefined && cards === undefined && settings === undefined;
  if (isUnnamed ? kind === 'setting' : !fitsAny(names, name)) return false;
  if (stages !== undefined && (stage === undefined || !fitsAny(stages, stage))) return false;
  return (scope.arguments ?? []).every((condition) => {
    for (const place of places(condition, args, charge)) {
      if (appliesAt(condition, place, charge)) return true;
    }
    return false;
  });
}

function fitsAny(patterns: readonly string[] | undefined, name: string): boolean {
  return patterns?.some((pattern) => fitsGlob(name, pattern)) ?? false;
}

function brokenPlaces(rule: GuardRule, args: unknown, charge: Charge): readonly GuardResult[] {
  const { id, effect, require: required = [], forbid: forbidden = [], note } = rule;
  if (required.length === 0 && forbidden.length === 0) {
    return [{ rule: id, status: effect, note: note ?? rule.description ?? 'always so' }];
  }
  const broken = new Map<string, string>();
  let more = 0;
  const look = (condition: GuardCondition, why: typeof brokenRequirement) => {
    for (const place of places(condition, args, charge)) {
      const reason = why(condition, place, charge);
      if (reason === null || broken.has(place.path)) continue;
      if (broken.size < MAX_PLACES) broken.set(place.path, reason);
      else more += 1;
    }
  };
  for (const condition of required) look(condition, brokenRequirement);
  for (const condition of forbidden) look(condition, brokenProhibition);
  const results = Array.from(broken, ([path, reason]): GuardResult => {
    return { rule: id, status: effect, note: note ?? reason, path };
  });
  return more === 0
    ? results
    : [...results, { rule: id, status: effect, note: `and at ${more} more places` }];
}

function places(condition: GuardCondition, args: unknown, charge: Charge): Iterable<ArgumentPlace> {
  const segments = parseArgumentPath(condition.path);
  // The parser of policies refuses such a path; one that was made by hand holds nowhere and everywhere.
  if (!isSegments(segments)) return [{ path: '', value: undefined, isAnywhere: false, isUnfit: true }];
  return placesIn(args, segments, () => charge(1));
}

function isSegments(parsed: ReturnType<typeof parseArgumentPath>): parsed is readonly string[] {
  return Array.isArray(parsed);
}

export function hardest(results: readonly GuardResult[]): GuardStatus {
  return results.reduce<GuardStatus>(
    (worst, { status }) => (rank(status) > rank(worst) ? status : worst),
    'ok',
  );
}

function rank(status: GuardStatus): number {
  return GUARD_STATUSES.indexOf(status);
}
