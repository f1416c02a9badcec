import type { GuardRule, SettingValue } from '@agent-chat/core';

/** A campaign as somebody asked for it in the chat. */
export interface Request {
  readonly goal: string;
  readonly language: string;
  readonly activeDays: number;
  readonly maxPeople: number;
  readonly dailyBudgetUsd?: number;
  readonly preflight: boolean;
  readonly run: boolean;
}

const LANGUAGES = ['Python', 'TypeScript', 'JavaScript', 'Rust', 'Go', 'Ruby', 'Java', 'Elixir'];

/** `find 2k Python maintainers active in 90 days, preflight, then run with $50 a day`; `null`: it is none. */
export function readRequest(text: string): Request | null {
  if (
    !/\b(?:find|reach|contact|campaign)\b/i.test(text) ||
    !/\b(?:maintainers?|people|developers?)\b/i.test(text)
  ) {
    return null;
  }
  const count = /\b(\d+(?:[.,]\d+)?)\s*(k)?\b(?=[^,.;]*\b(?:maintainers?|people|developers?))/i.exec(text);
  const days = /\bactive (?:in|within)(?: the last)? (\d+) days?\b/i.exec(text);
  const budget = dailyBudgetIn(text);
  const people = Number((count?.[1] ?? '200').replace(',', '')) * (count?.[2] === undefined ? 1 : 1_000);
  return {
    goal: text.trim().slice(0, 2_000),
    language: LANGUAGES.find((one) => new RegExp(`\\b${one}\\b`, 'i').test(text)) ?? 'Python',
    activeDays: Number(days?.[1] ?? 90),
    maxPeople: Math.min(5_000, Math.max(1, Math.round(people))),
    ...(budget !== null && { dailyBudgetUsd: budget }),
    preflight: /\b(?:preflight|simulate|dry run)\b/i.test(text),
    run: /\b(?:then|and) run\b|\brun it\b|\bgo ahead\b/i.test(text),
  };
}

/** Settings inside of a longer order, which core's own parser leaves alone: they are asked for with a click. */
export function settingsInRequest(text: string): SettingValue[] {
  const request = readRequest(text);
  if (request?.dailyBudgetUsd === undefined) return [];
  const limit = Math.round(request.dailyBudgetUsd * 1_000_000);
  return [{ kind: 'budget', meter: 'money', window: 'day', limit }];
}

function dailyBudgetIn(text: string): number | null {
  const found = /\$\s*(\d+(?:\.\d{1,2})?)\s*(?:\/|a|per|each)\s*day\b/i.exec(text);
  return found === null ? null : Number(found[1]);
}

/** A rule of tone, legal or style in plain words; `null`: it is none. */
export function readRule(text: string): GuardRule | null {
  const words = /^(?:please )?(?:forbid|never use|avoid) the words? (.+)$/i.exec(text.trim());
  if (words !== null) {
    const forbidden = (words[1] ?? '')
      .split(/,|\band\b|\bor\b/)
      .map((one) => one.trim().replace(/^["“]|["”.]$/g, ''));
    const list = forbidden.filter((one) => one !== '').slice(0, 20);
    return outboxRule('tone-words', 'tone', {
      forbid: ['subject', 'body'].map((field) => ({ path: `/samples/*/${field}`, has_word: list })),
      note: `The words ${list.join(', ')} are not ours.`,
    });
  }
  const length = /\b(?:at most|no longer than|max(?:imum)?) (\d{2,5}) characters\b/i.exec(text);
  if (length !== null) {
    return outboxRule('short-messages', 'style', {
      require: [{ path: '/samples/*/body', max_length: Number(length[1]) }],
      note: `A message has at most ${length[1]} characters.`,
    });
  }
  // A question about it is no demand.
  if (text.trim().endsWith('?') || !/\b(?:needs?|requires?|must|has|have)\b/i.test(text)) return null;
  if (/\b(?:imprint|impressum)\b/i.test(text)) {
    return outboxRule('imprint', 'legal', {
      require: [{ path: '/samples/*/body', contains: 'Impressum' }],
      note: 'Every message has an imprint.',
    });
  }
  if (/\b(?:opt[- ]?out|unsubscribe|hear no more)\b/i.test(text)) {
    return outboxRule('opt-out-line', 'legal', {
      require: [{ path: '/samples/*/body', contains: 'To hear no more of us' }],
      note: 'Every message says how to hear no more.',
    });
  }
  return null;
}

function outboxRule(id: string, category: string, rule: object): GuardRule {
  return { id, category, when: { cards: ['outbox'] }, ...rule, effect: 'block' };
}
