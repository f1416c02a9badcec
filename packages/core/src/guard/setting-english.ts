import type { AutopilotLevel } from '@agent-chat/protocol';
import type { GuardEffect, GuardRule } from './policy-format.js';
import { SETTING_WINDOWS, type SettingValue, type SettingWindow } from './setting.js';
import type { PhraseParts, SettingLanguage, SettingPhrase } from './setting-language.js';

/** Nothing that would make more of a number or a name stands right after it. */
const END = String.raw`(?![\w$€£¥%'’]|[.,:/\-]\w)`;
const TO = String.raw`(?: (?:to|at|of) |\s*[:=]\s*| )`;
const DIGITS = String.raw`(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})`;
const MONEY = String.raw`(?<money>(?:us)?\$\s*${DIGITS}(?:\.\d{1,2})?|${DIGITS}(?:\.\d{1,2})?\s*(?:dollars|usd)\b)`;
const COUNT = String.raw`(?<count>${DIGITS})`;
const UNIT = 'hour|day|week|month';
const WINDOW = String.raw`(?:\s*/\s*(?:${UNIT})| (?:a|an|per|each|every) (?:${UNIT})| (?:hourly|daily|weekly|monthly)| (?:in )?total)${END}`;
const MONEY_A_WINDOW = String.raw`${MONEY}(?<window>${WINDOW})`;
const ADVERB = '(?<window>hourly|daily|weekly|monthly|total)';
const METER = '(?<meter>sends|emails|mails|messages|tokens)';
const LEVEL = String.raw`(?:level |level|l)?(?<level>[0-4])${END}`;
const NAMED_LEVEL = String.raw`(?:autopilot (?:level |level|l)?|level |l)(?<level>[0-4])${END}`;
const RUN =
  '(?:run|start|continue|go|proceed)(?: (?:it|this|on|the run|the campaign|this run|this campaign))?';
const AT_MOST = '(?:(?:up to|at most|max|a (?:budget|cap|limit) of) )?';
const SET = '(?:set (?:the |a )?)?';
const PERCENT = String.raw`(?<percent>\d{1,2}(?:\.\d{1,2})?)\s*(?:%|percent\b)(?!\w)`;
const MODEL = String.raw`(?<model>[a-z][\w.:/@\-]{0,98}\w)`;

const autopilot: readonly SettingPhrase[] = [
  ...[
    `(?:set|switch|turn|change|put|move) (?:the )?autopilot(?: (?:to|at))? ${LEVEL}`,
    String.raw`autopilot(?: (?:to|at)|\s*[:=])?\s*${LEVEL}`,
    `${RUN} (?:at|on|with|in) ${NAMED_LEVEL}`,
    String.raw`l(?<level>[0-4])${END}`,
  ].map((pattern) => ({
    pattern,
    read: ({ level }: PhraseParts): SettingValue => ({
      kind: 'autopilot',
      level: Number(level) as AutopilotLevel,
    }),
  })),
  ...[
    `(?:turn|switch|set|put) (?:the )?autopilot (?:to )?off${END}`,
    `(?:turn|switch) off (?:the )?autopilot${END}`,
    `disable (?:the )?autopilot${END}`,
    String.raw`autopilot(?: |\s*[:=]\s*)off${END}`,
  ].map((pattern) => ({
    pattern,
    // Off is "ask me for everything". Without a level at all, local tools would run unasked.
    read: (): SettingValue => ({ kind: 'autopilot', level: 0 }),
  })),
];

const budgets: readonly SettingPhrase[] = [
  ...[
    `${SET}(?:budget|spending (?:cap|limit))${TO}${MONEY_A_WINDOW}`,
    `${SET}${ADVERB} (?:budget|spending (?:cap|limit))${TO}${MONEY}${END}`,
    `(?:cap|limit)(?: (?:the )?(?:spend|spending|costs?|budget) (?:to|at))? ${MONEY_A_WINDOW}`,
    `spend (?:up to|at most|max) ${MONEY_A_WINDOW}`,
    `${RUN} with ${AT_MOST}${MONEY_A_WINDOW}`,
  ].map((pattern) => ({ pattern, read: readMoney })),
  { pattern: `${AT_MOST}${MONEY_A_WINDOW}`, isContinuation: true, read: readMoney },
  ...[
    `(?:cap|limit|max|maximum) ${COUNT} ${METER}(?<window>${WINDOW})`,
    `(?:cap|limit) (?:the )?${METER} (?:to|at) ${COUNT}(?<window>${WINDOW})`,
    `${SET}${METER} (?:cap|limit)${TO}${COUNT}(?<window>${WINDOW})`,
    `send (?:up to|at most|max) ${COUNT} ${METER}(?<window>${WINDOW})`,
    `${RUN} with ${AT_MOST}${COUNT} ${METER}(?<window>${WINDOW})`,
  ].map((pattern) => ({ pattern, read: readCount })),
  { pattern: `${AT_MOST}${COUNT} ${METER}(?<window>${WINDOW})`, isContinuation: true, read: readCount },
];

const RATES: Readonly<Record<string, string>> = {
  bounce: 'bounces',
  complaint: 'complaints',
  'mx failure': 'mx_failures',
};
const RATE = '(?<rate>bounce|complaint|mx failure)';

const thresholds: readonly SettingPhrase[] = [
  {
    pattern: String.raw`${SET}(?:score floor|(?:min|minimum) score)${TO}(?<score>\d{1,3}(?:\.\d{1,2})?)${END}`,
    read: ({ score }) => ({ kind: 'score_floor', min: Number(score) }),
  },
  ...[
    `${SET}${RATE}(?: rate)? (?:threshold|cap|limit)${TO}${PERCENT}`,
    `${SET}(?:max|maximum) ${RATE} rate${TO}${PERCENT}`,
    `pause (?:at|above|over) ${PERCENT} ${RATE}s?${END}`,
  ].map((pattern) => ({
    pattern,
    read: ({ rate = '', percent = '' }: PhraseParts): SettingValue | null => {
      const meter = RATES[rate.toLowerCase().replace(/\s+/g, ' ')];
      const limit = scaled(percent, 4);
      return meter === undefined || limit === null
        ? null
        : { kind: 'rate_threshold', meter, per: 'sends', limit };
    },
  })),
];

/** Each row of an outbox brings what its claims rest on. */
function evidenceRule(effect: GuardEffect): GuardRule {
  return {
    id: 'claims-need-evidence',
    description: 'No claim without evidence',
    category: 'evidence',
    when: { cards: ['outbox'] },
    require: [{ path: '/samples/*/evidence', min_items: 1 }],
    effect,
    note: 'A claim has no evidence.',
  };
}

const CLAIMS = `(?:(?:any|all) )?(?:unsupported claims|claims without (?:any )?(?:evidence|sources|proof))${END}`;
const rules: readonly SettingPhrase[] = (
  [
    [`(?:forbid|block|ban|disallow|prohibit) ${CLAIMS}`, 'block'],
    [
      `require (?:evidence|sources|proof) for (?:every claim|each claim|any claim|all claims|claims)${END}`,
      'block',
    ],
    [`ask me (?:about|before) ${CLAIMS}`, 'ask'],
    [`warn (?:me )?(?:about|of) ${CLAIMS}`, 'warn'],
  ] as const
).map(([pattern, effect]) => ({
  pattern,
  read: () => ({ kind: 'policy_rule', rule: evidenceRule(effect) }),
}));

const models: readonly SettingPhrase[] = [
  ...[
    `(?:use|set|switch to|change to) (?:the )?model${TO}${MODEL}${END}`,
    `model\\s*[:=]\\s*${MODEL}${END}`,
  ].map(
    (pattern): SettingPhrase => ({
      pattern,
      // A name that nobody has listed looks like one: "use model answers" names none.
      read: ({ model = '' }, { isModel }) =>
        isModel(model) || /\d/.test(model) ? { kind: 'model', model } : null,
    }),
  ),
  ...[
    `(?:switch|change) (?:(?:the )?model )?to (?:the )?${MODEL}(?: model)?${END}`,
    `use (?:the )?${MODEL} model${END}`,
  ].map(
    (pattern): SettingPhrase => ({
      pattern,
      read: ({ model = '' }, { isModel }) => (isModel(model) ? { kind: 'model', model } : null),
    }),
  ),
];

/** English, and dollars alone: another currency is never taken for one. */
export const ENGLISH_SETTINGS: SettingLanguage = {
  tag: 'en',
  opening: String.raw`(?:please|okay|ok|now|also|then|and|hey|hi|hello|yes)(?:,\s*| )`,
  joiner: String.raw`(?:\s*,\s*(?:and )?|\s*[&+]\s*| )(?:(?:and|with|at|on|plus|then) )?(?:(?:also|then|a|the) )?`,
  closing: String.raw`(?:,\s*| )(?:please|thanks|thank you|now|from now on|for now)\b`,
  phrases: [...autopilot, ...budgets, ...thresholds, ...rules, ...models],
  abbreviation:
    /(?:^|[\s.])(?:[a-z]|vs|etc|approx|incl|excl|resp|cf|ca|mr|mrs|ms|dr|prof|no|nos|min|max|fig)$/i,
  doubt:
    /\b(?:don['’]?t|do not|not|never|no|nope|nah|wait|hold on|nevermind|scratch|forget|ignore|cancel|undo|revert|kidding|joking|joke|jk|oops|sorry|imagine|suppose|hypothetical(?:ly)?|pretend|example|e\.g|quote|said|says|say|told|wrote|writes|asked|translat\w*|summari[sz]\w*|summary|paraphras\w*|rephras\w*|rewrite|proofread|repl(?:y|ies) with|forward(?:ed)?|pasted?|below|following|text|means?|refus\w*|unless|if|only when|maybe|perhaps|might)\b/i,
  doubtfulQuestion:
    /\b(?:that|this|it|should|ok|okay|right|sure|autopilot|budgets?|caps?|limits?|levels?|models?|l[0-4]|risky|safe)\b/i,
};

function readMoney({ money = '', window = '' }: PhraseParts): SettingValue | null {
  return budget('money', scaled(money.replaceAll(/[^\d.]/g, ''), 6), window);
}

function readCount({ meter = '', count = '', window = '' }: PhraseParts): SettingValue | null {
  const name = meter.toLowerCase();
  return budget(name.endsWith('mails') ? 'sends' : name, scaled(count.replaceAll(',', ''), 0), window);
}

function budget(meter: string, limit: number | null, words: string): SettingValue | null {
  const window = windowOf(words);
  return limit === null || limit === 0 || window === null ? null : { kind: 'budget', meter, window, limit };
}

function windowOf(words: string): SettingWindow | null {
  const text = words.toLowerCase().replace('daily', 'day');
  return SETTING_WINDOWS.find((window) => text.includes(window)) ?? null;
}

/** Decimal digits times a power of ten, exactly; `null` beyond whole numbers that a double holds. */
function scaled(decimal: string, power: number): number | null {
  const [whole = '', fraction = ''] = decimal.split('.');
  const value = Number(whole + fraction.padEnd(power, '0'));
  return Number.isSafeInteger(value) ? value : null;
}
