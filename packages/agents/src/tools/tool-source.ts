import type { Tool } from './tool.js';

/** Tools that come and go, as those of a server do. */
export interface ToolSource {
  /** What there is now; what could not be reached, and why, for people. It never rejects. */
  list(options: { readonly signal: AbortSignal }): Promise<{
    readonly tools: readonly Tool[];
    readonly failures: readonly { readonly source: string; readonly message: string }[];
  }>;
}

export function isTool(one: Tool | ToolSource): one is Tool {
  return !isToolSource(one);
}

export function isToolSource(one: Tool | ToolSource): one is ToolSource {
  return 'list' in one;
}
