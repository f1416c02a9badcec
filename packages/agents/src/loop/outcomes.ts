import type { Outcome } from '@agent-chat/protocol';
import type { StepEnding } from './model-step.js';

type Reason = NonNullable<Outcome['reason']>;

export const STOPPED_BY_USER: Outcome = {
  status: 'stopped',
  reason: { code: 'stopped_by_user', message: 'Stopped on request.', retryable: true },
};

/** The answer can go on when a person has resumed the work. */
export const PAUSED: Outcome = {
  status: 'stopped',
  reason: { code: 'paused', message: 'Paused before the answer was whole.', retryable: true },
};

/** The answer can go on when a person has raised the budget and resumed the work. */
export const BUDGET_EXCEEDED: Outcome = {
  status: 'stopped',
  reason: { code: 'budget_exceeded', message: 'Stopped: a budget is used up.', retryable: true },
};

export const MAX_STEPS: Outcome = truncated({
  code: 'max_steps',
  message: 'The agent needed more steps than it may take.',
  retryable: true,
});

export const TOOL_OUTCOME_UNKNOWN: Outcome = {
  status: 'failed',
  reason: {
    code: 'tool_outcome_unknown',
    message: 'A tool was interrupted, and whether it did its work is not known.',
    retryable: false,
  },
};

export const NO_ANSWER: Outcome = {
  status: 'failed',
  reason: { code: 'no_answer', message: 'The model ended without an answer.', retryable: true },
};

const STREAM_TRUNCATED: Reason = {
  code: 'stream_truncated',
  message: 'The connection to the model broke off in the middle of the answer.',
  retryable: true,
};

/**
 * How the message ends that a model step closes; `null` when the answer is whole. `hasParts` tells
 * whether anything was shown: what was shown is kept and marked, never called a plain failure.
 */
export function outcomeOf(
  ending: Exclude<StepEnding, { type: 'aborted' }>,
  hasParts: boolean,
): Outcome | null {
  switch (ending.type) {
    case 'stopped':
      return STOPPED_BY_USER;
    case 'cut':
      return truncated(STREAM_TRUNCATED);
    case 'failed': {
      const { code, message, retryable } = ending.error;
      const reason = { code, message, retryable };
      return hasParts ? truncated(reason) : { status: 'failed', reason };
    }
    case 'finished':
      switch (ending.reason) {
        case 'stop':
        case 'tool_calls':
          return null;
        case 'length':
          return truncated({
            code: 'max_tokens',
            message: 'The answer reached the length that the model may write.',
            retryable: true,
          });
        case 'interrupted':
          return truncated(STREAM_TRUNCATED);
        case 'refused':
          return {
            status: 'failed',
            reason: { code: 'refused', message: 'The model declined to answer this.', retryable: false },
          };
      }
  }
}

function truncated(reason: Reason): Outcome {
  return { status: 'truncated', reason };
}
