export const RUN_STATUSES = ['running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Whether a run of this status can still change. */
export function isOpenRun(status: RunStatus): boolean {
  return status === 'running' || status === 'paused';
}
