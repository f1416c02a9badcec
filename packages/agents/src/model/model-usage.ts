/** What a model counted of a step, or of several. */
export interface ModelUsage {
  /** The whole prompt, what a cache of the provider had of it included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of `inputTokens`, those that were read from the provider's cache. Absent: none that anybody tells of. */
  readonly cacheReadTokens?: number;
  /** Of `inputTokens`, those that were written to it. Absent: none that anybody tells of. */
  readonly cacheWriteTokens?: number;
}

export const NO_USAGE: ModelUsage = { inputTokens: 0, outputTokens: 0 };

export function sumOf(a: ModelUsage, b: ModelUsage): ModelUsage {
  const sum = (key: 'cacheReadTokens' | 'cacheWriteTokens') =>
    a[key] === undefined && b[key] === undefined ? {} : { [key]: (a[key] ?? 0) + (b[key] ?? 0) };
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...sum('cacheReadTokens'),
    ...sum('cacheWriteTokens'),
  };
}
