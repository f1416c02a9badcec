import { AgentChatError } from '../values/errors.js';

export const SAMPLE = {
  leadId: 'l1',
  score: 82.5,
  email: 'ada@example.com',
  subject: 'Your parser',
  body: 'Dear Ada,\nyour parser is fast.',
} as const;

export const BRIEF = {
  goal: 'Find 2k Python maintainers',
  icp: { language: 'Python', activeDays: 90 },
  limits: { maxSteps: 200, maxRepos: 1, maxPeople: 2_000 },
  yaml: 'goal: maintainers\n',
};

export const FORECAST = {
  replyRate: { mean: 0.042, low: 0.02, high: 0.06 },
  deliverability: { mean: 0.97, low: 0.95, high: 0.99 },
  dailyCostMicroUsd: 12_345_600,
};

export const MONEY_CAP = {
  meter: 'money',
  scope: { kind: 'run', id: 'r1' },
  window: 'day',
  limit: 50_000_000,
} as const;

export const DIFF = {
  policyId: 'p1',
  before: { version: 2 },
  after: { version: 3, source: 'rules: []\n' },
  lines: [
    { kind: 'removed', text: 'rules: [a]', before: 1 },
    { kind: 'added', text: 'rules: []', after: 1 },
    { kind: 'same', text: 'x: 1', before: 2, after: 2 },
  ],
} as const;

/** What a builder refuses something with. */
export function fault(build: () => unknown): AgentChatError {
  try {
    build();
  } catch (error) {
    if (AgentChatError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
