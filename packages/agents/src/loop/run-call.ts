import type { RunnerInput } from '@agent-chat/core';
import type { ErrorBody } from '@agent-chat/protocol';
import { callTool, type ToolResult } from '../tools/call-tool.js';
import type { AgentSetup } from './agent-run.js';
import type { LoggedCall } from './transcript.js';

/** What became of a call: an answer to log, a person who is asked, or a turn that is over. */
export type CallOutcome =
  | { readonly type: 'answered'; readonly result: ToolResult; readonly editedArgs?: unknown }
  | { readonly type: 'waiting' }
  | { readonly type: 'aborted' };

/** Runs a logged call if the orchestrator lets it start, with the arguments that it gives. */
export async function runCall(call: LoggedCall, setup: AgentSetup, input: RunnerInput): Promise<CallOutcome> {
  const { toolCallId, name, args } = call;
  const { signal, control } = input;
  const tool = setup.tools.get(name);
  if (tool === undefined) return answered({ error: unknownTool(name, setup) });
  const asked = tool.parse(args);
  if ('error' in asked) return answered(asked);
  const start = await control.startTool(toolCallId, tool.traits);
  if (signal.aborted) return { type: 'aborted' };
  switch (start.status) {
    case 'waiting':
      return { type: 'waiting' };
    case 'denied':
    case 'blocked': {
      const { code = start.status, message = 'The call may not run.' } = start.reason ?? {};
      return answered({ error: { code, message, retryable: false } });
    }
    case 'started': {
      const isEdited = JSON.stringify(start.args) !== JSON.stringify(args ?? null);
      const parsed = isEdited ? tool.parse(start.args) : asked;
      const result = 'error' in parsed ? parsed : await callTool(tool, parsed.args, { ...setup, signal });
      if (signal.aborted) return { type: 'aborted' };
      return { ...answered(result), ...(isEdited && { editedArgs: start.args }) };
    }
  }
}

function answered(result: ToolResult) {
  return { type: 'answered' as const, result };
}

function unknownTool(name: string, { tools }: AgentSetup): ErrorBody {
  const known = [...tools.keys()].join(', ');
  return {
    code: 'unknown_tool',
    message: `There is no tool "${name}". ${known === '' ? 'There are none.' : `There are: ${known}.`}`,
    retryable: false,
  };
}
