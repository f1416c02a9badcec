import type { MeterWindow, RunStatus } from '@agent-chat/protocol';
import { counted, written } from '../counted.js';

export const LOG = {
  steps: (count: number, locale?: string) =>
    counted('en', count, { one: '# step', other: '# steps' }, locale),
  stepsFailed: (count: number, locale?: string) => counted('en', count, { other: '# failed' }, locale),
  stepRetrying: 'Trying again',
  attempt: (number: number, locale?: string) => `Attempt ${written('en', number, locale)}`,

  /** `asked` is empty where any person may answer. */
  asks: (asker: string, asked: string) => (asked === '' ? `${asker} asks` : `${asker} asks ${asked}`),
  notAnswered: 'Not answered yet',

  why: 'Why?',
  actionAsked: (name: string, action: string) => `${name} asked: ${action}`,
  actionFailed: 'This failed',
  actionDeclined: 'This was declined',

  handedOver: (name: string) => `Handed over to ${name}`,
  paused: 'Paused',
  resumed: 'Goes on',
  /** `null`: no level. */
  autopilotSet: (level: number | null) =>
    level === null ? 'Autopilot is off' : `Autopilot is at level ${level}`,
  budgetSet: (amount: string, window: string) => `Budget: ${amount} ${window}`,
  budgetLifted: (meter: string) => `No budget for ${meter} any more`,
  budgetExceeded: (used: string, limit: string, window: string) =>
    `The budget is used up: ${used} of ${limit} ${window}`,
  policyChanged: (name: string, version: number, locale?: string) =>
    `${name} changed the policy to version ${written('en', version, locale)}`,
  joined: (names: string) => `Joined: ${names}`,
  left: (names: string) => `Left: ${names}`,
  runIs: {
    running: 'The run goes on',
    paused: 'The run is paused',
    completed: 'The run is complete',
    failed: 'The run has failed',
    cancelled: 'The run was cancelled',
  } satisfies Record<RunStatus, string>,
  windows: {
    total: 'in total',
    hour: 'an hour',
    day: 'a day',
    week: 'a week',
    month: 'a month',
  } satisfies Record<MeterWindow, string>,
  /** Other meters are called by their own names. */
  meters: { money: 'money', tokens: 'tokens', messages: 'messages' },
};
