import type { Logger } from '@agent-chat/core';
import { firstOf } from '../loop/first-of.js';
import { firstOfEachName } from './first-of-each-name.js';
import type { Tool } from './tool.js';
import { isTool, isToolSource, type ToolSource } from './tool-source.js';

export interface ListedTools {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly failures: Awaited<ReturnType<ToolSource['list']>>['failures'];
}

/** The tools of an agent, its own and those of its sources. */
export interface Toolbox {
  /** What there is now; `null`: the signal aborted before it was known. */
  list(signal: AbortSignal): Promise<ListedTools | null>;
  /** The tool of that name, if there is one now. Sources are asked only where it is not the agent's own. */
  find(name: string): Promise<Tool | undefined>;
}

export function createToolbox(all: readonly (Tool | ToolSource)[], logger: Logger): Toolbox {
  const own = all.filter(isTool);
  const sources = all.filter(isToolSource);

  async function list(signal: AbortSignal): Promise<ListedTools | null> {
    const listing = Promise.all(sources.map((source) => source.list({ signal })));
    const first = await firstOf(listing, [signal]);
    if ('aborted' in first) return null;
    const tools = firstOfEachName([...own, ...first.value.flatMap((each) => each.tools)], logger);
    return {
      tools: new Map(tools.map((tool) => [tool.name, tool])),
      failures: first.value.flatMap(({ failures }) => failures),
    };
  }

  return {
    list,
    async find(name) {
      const found = own.find((tool) => tool.name === name);
      if (found !== undefined || sources.length === 0) return found;
      const listed = await list(new AbortController().signal);
      return listed?.tools.get(name);
    },
  };
}
