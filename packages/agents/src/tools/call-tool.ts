import type { Clock, Logger } from '@agent-chat/core';
import { AgentChatError, type Card, type ErrorBody, jsonFault } from '@agent-chat/protocol';
import { firstChars } from '../text/first-chars.js';
import type { Tool, ToolCallPlace, ToolContext } from './tool.js';
import { keepFile, type KeepResult } from './keep-file.js';
import type { ResultFile } from './result-file.js';
import { ToolError } from './tool-error.js';

export type ToolResult = { readonly output: unknown } | { readonly error: ErrorBody };

export interface CallToolContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly call: ToolCallPlace;
  readonly handOff: ToolContext['handOff'];
  /** Default: a result that is too long ends the call with `tool_result_too_large`, and files are not kept. */
  readonly keepResult?: KeepResult | undefined;
  /** It did its work, whatever becomes of its result. */
  readonly onAnswered?: (() => void) | undefined;
}

/** Runs a tool. Whatever it does, the result is one that can be logged and given to a model. */
export async function callTool(tool: Tool, args: unknown, context: CallToolContext): Promise<ToolResult> {
  const timeUp = new AbortController();
  const signal = AbortSignal.any([context.signal, timeUp.signal]);
  const cancel = context.clock.after(tool.timeoutMs, () => timeUp.abort());
  try {
    const given = {
      signal,
      call: context.call,
      keepFile: (file: ResultFile) => keepFile(file, context),
      handOff: context.handOff,
    };
    const output: unknown = (await untilAbort(async () => tool.run(args, given), signal)) ?? null;
    context.onAnswered?.();
    const fault = jsonFault(output);
    if (fault !== null) {
      const at = ['result', ...fault.path].join('.');
      return { error: failure('tool_result_invalid', `${at} ${fault.found}, which is not JSON.`) };
    }
    const bytes = new TextEncoder().encode(JSON.stringify(output));
    if (bytes.length > tool.maxResultBytes) return await tooLarge(tool, output, bytes, context);
    return { output };
  } catch (error) {
    if (timeUp.signal.aborted) {
      return {
        error: failure(
          'tool_timeout',
          `"${tool.name}" did not answer in ${tool.timeoutMs} ms. What it was asked to do may still happen.`,
          true,
        ),
      };
    }
    return { error: errorBodyOf(error, tool, context) };
  } finally {
    cancel();
  }
}

/** Whole as an attachment, or not at all: nothing that was cut passes for a result. */
async function tooLarge(
  { name, maxResultBytes }: Tool,
  output: unknown,
  json: Uint8Array,
  { keepResult, call }: CallToolContext,
): Promise<ToolResult> {
  const sizeBytes = json.length;
  if (keepResult === undefined) {
    const message = `The result of "${name}" has ${sizeBytes} bytes, and at most ${maxResultBytes} are passed on. Ask for less of it.`;
    const details = { sizeBytes, maxBytes: maxResultBytes };
    return { error: { ...failure('tool_result_too_large', message), details } };
  }
  const isText = typeof output === 'string';
  const file = {
    name: `${name}.${isText ? 'txt' : 'json'}`,
    contentType: isText ? 'text/plain; charset=utf-8' : 'application/json',
    bytes: isText ? new TextEncoder().encode(output) : json,
  };
  const { attachmentId } = await keepResult(file, call);
  const note = `The result is too long to be shown here. It is kept whole as an attachment.`;
  return {
    output: {
      attachment: {
        attachmentId,
        name: file.name,
        contentType: file.contentType,
        sizeBytes: file.bytes.length,
      },
      note,
    },
  };
}

/** The card of a logged output of `tool`. Where it makes none the result stands: its work is done. */
export function cardOf(tool: Tool, output: unknown, logger: Logger): Card | null {
  try {
    return tool.card?.(output) ?? null;
  } catch (error) {
    logger.log('warn', 'A tool made no card of its output.', { tool: tool.name, cause: String(error) });
    return null;
  }
}

/** So much of what an error says is told where it says more than a result may have. */
const MAX_ERROR_CHARS = 2_000;

/** What a call is answered with that ended by `error`: nothing of the inside but what a `ToolError` says. */
export function errorBodyOf(
  error: unknown,
  tool: Tool,
  { logger, signal }: Pick<CallToolContext, 'logger' | 'signal'>,
): ErrorBody {
  if (ToolError.isInstance(error) || AgentChatError.isInstance(error)) {
    const { code, message, retryable, details } = error;
    const carried = details !== undefined && jsonFault(details) === null;
    const body = { code, message, retryable, ...(carried && { details }) };
    const { length } = new TextEncoder().encode(JSON.stringify(body));
    if (length <= tool.maxResultBytes) return body;
    return { code, message: `${firstChars(message, MAX_ERROR_CHARS)}… (cut off)`, retryable };
  }
  if (!signal.aborted) {
    logger.log('error', 'A tool failed.', { tool: tool.name, cause: String(error) });
  }
  return failure('tool_failed', `"${tool.name}" failed.`);
}

function failure(code: string, message: string, retryable = false): ErrorBody {
  return { code, message, retryable };
}

/** A tool that ignores its signal is not waited for. */
function untilAbort<T>(start: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new AgentChatError('Aborted', 'The tool was aborted.'));
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    start()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
