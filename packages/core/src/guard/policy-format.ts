/** What happens when a rule is broken, from mild to hard. */
export const GUARD_EFFECTS = ['warn', 'ask', 'block'] as const;
export type GuardEffect = (typeof GUARD_EFFECTS)[number];

/** What a condition compares a value with. */
export type GuardScalar = string | number | boolean | null;

/**
 * One look at the arguments of a proposal. All operators that are given must hold. The members are
 * written as in YAML, so that a condition, a rule and a policy are the same in both.
 */
export interface GuardCondition {
  /**
   * Like a JSON pointer: `/samples/0/score`. A segment `*` is any element or member, a last segment
   * `**` any value below.
   */
  readonly path: string;
  readonly exists?: boolean;
  readonly equals?: GuardScalar;
  readonly in?: readonly GuardScalar[];
  /** Any of these occurs in the text. */
  readonly contains?: readonly string[];
  /** Any of these occurs in the text as whole words. */
  readonly has_word?: readonly string[];
  readonly starts_with?: readonly string[];
  readonly ends_with?: readonly string[];
  /** Any of these fits the whole text: `*` is any run of characters, `?` any one. */
  readonly glob?: readonly string[];
  /** For the five above. Default: false, upper and lower case are alike. */
  readonly case_sensitive?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Of a list. */
  readonly min_items?: number;
  readonly max_items?: number;
  /** Of a text, in characters (Unicode code points). */
  readonly min_length?: number;
  readonly max_length?: number;
}

/** Which proposals a rule looks at. Names and stages may hold `*`. */
export interface GuardScope {
  readonly tools?: readonly string[];
  readonly cards?: readonly string[];
  readonly settings?: readonly string[];
  readonly stages?: readonly string[];
  /** All of these must hold, each at one place at least. */
  readonly arguments?: readonly GuardCondition[];
}

export interface GuardRule {
  readonly id: string;
  readonly description?: string;
  /** Any word; usual are evidence, tone, legal and style. */
  readonly category?: string;
  /** Default: every tool and every card. */
  readonly when?: GuardScope;
  /** Each must hold, at every place that its path names. */
  readonly require?: readonly GuardCondition[];
  /** None may hold, at no place that its path names. Without `require` and `forbid` a rule always applies. */
  readonly forbid?: readonly GuardCondition[];
  readonly effect: GuardEffect;
  /** What people are told when the rule is broken. */
  readonly note?: string;
}

export interface GuardPolicy {
  readonly description?: string;
  /** In the order of the text. The order has no meaning. */
  readonly rules: readonly GuardRule[];
}

/** A fault of a policy's text, at its place there. */
export interface GuardFault {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  /** For example `rules.2.effect`; empty for the text as a whole. */
  readonly path: string;
}

export type ParsedGuardPolicy =
  | { readonly success: true; readonly policy: GuardPolicy; readonly source: string }
  | { readonly success: false; readonly faults: readonly GuardFault[] };

/** What a text may hold. A text beyond them is a fault before anything is built from it. */
export const GUARD_LIMITS = {
  /** UTF-8 bytes of the text. */
  maxBytes: 64 * 1024,
  /** Brackets within brackets, and indicators within one line. */
  maxDepth: 8,
  maxIndent: 64,
  maxTokens: 30_000,
  maxFaults: 100,
  maxRules: 200,
  /** In one list. */
  maxConditions: 20,
  maxListItems: 200,
  /** Characters of a pattern, a name or a path. */
  maxPattern: 256,
  /** Characters of a description or a note. */
  maxProse: 2_000,
  maxPathSegments: 16,
} as const;

/** The operators over texts, each a list of which any may fit. */
export const TEXT_OPERATORS = ['contains', 'has_word', 'starts_with', 'ends_with', 'glob'] as const;
export type TextOperator = (typeof TEXT_OPERATORS)[number];

/** The operators over numbers and sizes, each a bound. */
export const BOUND_OPERATORS = ['min', 'max', 'min_items', 'max_items', 'min_length', 'max_length'] as const;
export type BoundOperator = (typeof BOUND_OPERATORS)[number];
