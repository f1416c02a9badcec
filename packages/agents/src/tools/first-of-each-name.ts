import type { Logger } from '@agent-chat/core';
import type { Tool } from './tool.js';

/** The first tool of each name: servers name theirs as they like, and a model calls a tool by its name. */
export function firstOfEachName(tools: readonly Tool[], logger: Logger): Tool[] {
  const byName = new Map<string, Tool>();
  for (const tool of tools) {
    if (!byName.has(tool.name)) byName.set(tool.name, tool);
    else logger.log('warn', 'A tool is left out: another has its name.', { tool: tool.name });
  }
  return [...byName.values()];
}
