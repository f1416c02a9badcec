import type { Logger, RunnerInput } from '@agent-chat/core';
import { AgentChatError, type ErrorBody, type MeterAmount } from '@agent-chat/protocol';
import { callTool, errorBodyOf, type ToolResult } from '../tools/call-tool.js';
import type { Tool, ToolCallPlace } from '../tools/tool.js';
import type { AgentSetup } from './agent-setup.js';
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
      if ('error' in parsed) return { ...answered(parsed), ...(isEdited && { editedArgs: start.args }) };
      const handOff = (to: string, reason?: string): Promise<void> => control.handOff(to, reason);
      const place = { signal, call: placeOf(toolCallId, input), handOff };
      const result = await metered(tool, parsed.args, input, setup.logger, (onAnswered) =>
        callTool(tool, parsed.args, { ...setup, ...place, onAnswered }),
      );
      if (signal.aborted) return { type: 'aborted' };
      return { ...answered(result), ...(isEdited && { editedArgs: start.args }) };
    }
  }
}

function placeOf(toolCallId: string, { turn }: RunnerInput): ToolCallPlace {
  const { tenant, conversationId, agentId, runId } = turn;
  const run = runId === undefined ? {} : { runId };
  return { tenant, conversationId, turn: turn.turn, toolCallId, agentId, ...run };
}

/** `InvalidRequest`: what the tool says of itself is no amount. */
const REFUSALS = {
  BudgetExceeded: 'budget_exceeded',
  Paused: 'paused',
  InvalidRequest: 'tool_failed',
} as const;

type Held = { readonly amounts: readonly MeterAmount[]; readonly reservationId: string };

/**
 * Holds what the call uses; `null`: nothing that is counted. It is logged as started, so where it may not
 * run it is answered: it has not run.
 */
async function hold(
  tool: Tool,
  args: unknown,
  { control, signal }: RunnerInput,
  logger: Logger,
): Promise<Held | { readonly error: ErrorBody } | null> {
  let amounts: readonly MeterAmount[];
  try {
    amounts = tool.uses?.(args) ?? [];
  } catch (error) {
    return { error: errorBodyOf(error, tool, { logger, signal }) };
  }
  if (amounts.length === 0) return null;
  try {
    return { amounts, reservationId: await control.reserve(amounts) };
  } catch (error) {
    if (!AgentChatError.isInstance(error)) throw error;
    const code = REFUSALS[error.code as keyof typeof REFUSALS];
    if (code === undefined) throw error;
    return { error: { code, message: error.message, retryable: false } };
  }
}

/**
 * Runs the call with what it uses held. That is spent when the call did its work, or when nobody can
 * tell whether it did.
 */
async function metered(
  tool: Tool,
  args: unknown,
  input: RunnerInput,
  logger: Logger,
  run: (onAnswered?: () => void) => Promise<ToolResult>,
): Promise<ToolResult> {
  const { control, signal } = input;
  const held = await hold(tool, args, input, logger);
  if (held === null) return run();
  if ('error' in held) return held;
  const { amounts, reservationId } = held;
  // A result that is too long, or cannot be logged, is an error of a call that did its work.
  let hasAnswered = false;
  const result = await run(() => {
    hasAnswered = true;
  });
  // What was not waited for may have done its work, or may still do it.
  const isOpen = signal.aborted || ('error' in result && result.error.code === 'tool_timeout');
  const hasFailed = 'error' in result && !hasAnswered && !isOpen;
  if (hasFailed) await control.release(reservationId);
  else await control.settle(reservationId, amounts);
  return result;
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
