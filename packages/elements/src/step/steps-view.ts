import type { TracePayload } from '@agent-chat/protocol';

/** One event of a node of the agent's graph. */
export type StepEvent = TracePayload<'step'>;

export const STEP_STATUSES = ['running', 'retrying', 'done', 'failed', 'abandoned'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** A node at work, from its start to its end, with every retry. */
export interface StepView {
  readonly node: string;
  readonly status: StepStatus;
  /** From 1. */
  readonly attempts: number;
  /** Of all attempts; `null` where nobody has said. */
  readonly latencyMs: number | null;
  readonly costMicroUsd: number | null;
  readonly message: string | null;
}

/** What is said of all steps together. */
export interface StepTotals {
  readonly latencyMs: number | null;
  readonly costMicroUsd: number | null;
  readonly failed: number;
}

/**
 * The steps of a turn, in the order in which they began. A node that starts again after its end is
 * another step; an end without a start is one too.
 *
 * @param isRunning whether the turn is open: else what has not ended never will
 */
export function stepsOf(events: readonly StepEvent[], isRunning: boolean): readonly StepView[] {
  const steps: StepView[] = [];
  for (const event of events) {
    const open = steps.findLastIndex(
      ({ node, status }) => node === event.node && (status === 'running' || status === 'retrying'),
    );
    const before = steps[open];
    if (before === undefined) steps.push(afterEvent(NEW, event));
    else if (event.status === 'start' && before.status === 'running') steps.push(afterEvent(NEW, event));
    else steps[open] = afterEvent(before, event);
  }
  if (isRunning) return steps;
  return steps.map((step) =>
    step.status === 'running' || step.status === 'retrying' ? { ...step, status: 'abandoned' } : step,
  );
}

export function totalsOf(steps: readonly StepView[]): StepTotals {
  return {
    latencyMs: steps.reduce<number | null>((sum, step) => plus(sum, step.latencyMs), null),
    costMicroUsd: steps.reduce<number | null>((sum, step) => plus(sum, step.costMicroUsd), null),
    failed: steps.filter(({ status }) => status === 'failed').length,
  };
}

const NEW: StepView = {
  node: '',
  status: 'running',
  attempts: 1,
  latencyMs: null,
  costMicroUsd: null,
  message: null,
};

const STATUS_AFTER: Readonly<Record<StepEvent['status'], StepStatus>> = {
  start: 'running',
  retry: 'retrying',
  ok: 'done',
  error: 'failed',
};

function afterEvent(step: StepView, event: StepEvent): StepView {
  return {
    node: event.node,
    status: STATUS_AFTER[event.status],
    attempts: step.attempts + (event.status === 'retry' ? 1 : 0),
    latencyMs: plus(step.latencyMs, event.latencyMs ?? null),
    costMicroUsd: plus(step.costMicroUsd, event.costMicroUsd ?? null),
    message: event.message ?? (event.status === 'ok' ? null : step.message),
  };
}

function plus(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
