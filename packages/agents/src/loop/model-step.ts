import type { Clock, Logger, RunnerOutput, RunnerPart } from '@agent-chat/core';
import { ModelError } from '../model/model-error.js';
import { namesOf } from '../model/names-of.js';
import type {
  FinishReason,
  ModelDelta,
  ModelPort,
  ModelRequest,
  ModelToolCall,
} from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import { firstOf } from './first-of.js';
import { sentenceEnd, stopPlace } from './sentence-end.js';
import { StepParts } from './step-parts.js';

/** How much a graceful stop still takes to end a sentence, in UTF-16 units. */
const MAX_CHARS_AFTER_STOP = 200;
/** How long it waits for a sentence that does not go on. */
const MAX_MS_AFTER_STOP = 3_000;

export type StepEnding =
  | { readonly type: 'finished'; readonly reason: FinishReason }
  /** A graceful stop, at the end of a sentence where there was one. */
  | { readonly type: 'stopped' }
  /** The stream ended without its finish. */
  | { readonly type: 'cut' }
  | { readonly type: 'failed'; readonly error: ModelError }
  | { readonly type: 'aborted' };

export interface StepResult {
  readonly ending: StepEnding;
  readonly parts: readonly RunnerPart[];
  readonly toolCalls: readonly ModelToolCall[];
  readonly usage: ModelUsage | null;
  readonly continuation: unknown;
}

export interface StepContext {
  readonly model: ModelPort;
  readonly request: Omit<ModelRequest, 'signal'>;
  readonly graceful: AbortSignal;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes the id of a call unique in the prompt and the turn. */
  callId(rawId: string): string;
  /** Nobody takes any more of it before its end: what there was so far. */
  onLeft(result: StepResult): Promise<void>;
}

/** Asks the model for one step, and yields what it writes as drafts. */
export async function* modelStep(context: StepContext): AsyncGenerator<RunnerOutput, StepResult> {
  const { model, request, logger, signal } = context;
  const step = new Step(context);
  const over = new AbortController();
  const stream = model.step({ ...request, signal: AbortSignal.any([signal, over.signal]) });
  const deltas = stream[Symbol.asyncIterator]();
  try {
    while (step.ending === null) {
      const next = await step.next(deltas);
      if (next !== null) yield* step.take(next);
    }
  } catch (error) {
    step.end({ type: 'failed', error: modelErrorOf(error, logger) });
  } finally {
    step.release();
    over.abort();
    // What the model does after the end is nobody's answer any more: it is not waited for.
    deltas.return?.().catch((error: unknown) => {
      logger.log('debug', 'A model failed after its step.', { cause: String(error) });
    });
    if (step.ending === null) await context.onLeft(step.result());
  }
  return step.result();
}

class Step {
  ending: StepEnding | null = null;
  readonly #context: StepContext;
  readonly #parts: StepParts;
  readonly #toolCalls: ModelToolCall[] = [];
  readonly #callIds = new Map<string, string>();
  #usage: ModelUsage | null = null;
  #continuation: unknown = undefined;
  /** Where the open text ended when the stop was asked for, while its sentence is being finished. */
  #stopAt: number | null = null;
  readonly #tooLate = new AbortController();
  #cancelTooLate: (() => void) | null = null;

  constructor(context: StepContext) {
    this.#context = context;
    this.#parts = new StepParts(context.clock);
  }

  /** The next delta; `null` when the step ended, or a stop must be looked at, before there was one. */
  async next(deltas: AsyncIterator<ModelDelta>): Promise<ModelDelta | null> {
    const { signal, graceful } = this.#context;
    const pending = deltas.next();
    for (;;) {
      const stop = this.#stopAt === null ? graceful : this.#tooLate.signal;
      const first = await firstOf(pending, [signal, stop]);
      if ('value' in first) {
        if (first.value.done) this.end({ type: 'cut' });
        return first.value.done ? null : first.value.value;
      }
      if (first.aborted === signal) this.ending = { type: 'aborted' };
      else if (first.aborted === graceful) this.#beginStop();
      else this.ending = { type: 'stopped' };
      if (this.ending !== null) return null;
    }
  }

  *take(delta: ModelDelta): Generator<RunnerOutput> {
    if (
      this.#stopAt !== null &&
      delta.type !== 'text' &&
      delta.type !== 'citations' &&
      delta.type !== 'finish'
    ) {
      this.ending = { type: 'stopped' };
      return;
    }
    switch (delta.type) {
      case 'text':
      case 'reasoning': {
        const append = this.#parts.append(delta.type, this.#untilStop(delta));
        if (append !== '') yield { type: 'draft', kind: delta.type, append };
        return;
      }
      case 'citations':
        this.#parts.cite(delta.citations);
        return;
      case 'tool_input': {
        const { toolName, append } = delta;
        const toolCallId = this.#callId(delta.toolCallId);
        if (append !== '') yield { type: 'draft_tool_input', toolCallId, toolName, append };
        return;
      }
      case 'tool_call':
        this.#toolCalls.push({
          toolCallId: this.#callId(delta.toolCallId),
          name: delta.name,
          args: delta.args,
        });
        return;
      case 'progress':
        yield delta;
        return;
      case 'finish':
        this.#usage = delta.usage ?? null;
        // A continuation names the calls by the ids that the model gave them.
        if ([...this.#callIds].every(([raw, unique]) => raw === unique))
          this.#continuation = delta.continuation;
        this.ending = { type: 'finished', reason: delta.reason };
        return;
    }
  }

  /** The stream broke off: with nothing missed when it was to stop anyway. */
  end(ending: StepEnding): void {
    this.ending = this.#stopAt === null ? ending : { type: 'stopped' };
  }

  release(): void {
    this.#cancelTooLate?.();
  }

  result(): StepResult {
    return {
      ending: this.ending ?? { type: 'cut' },
      parts: this.#parts.finish(),
      toolCalls: this.#toolCalls,
      usage: this.#usage,
      continuation: this.#continuation,
    };
  }

  #callId(rawId: string): string {
    const known = this.#callIds.get(rawId);
    // Some models give two calls of one answer the same id: one that is whole has its own already.
    const isTaken = this.#toolCalls.some(({ toolCallId }) => toolCallId === known);
    if (known !== undefined && !isTaken) return known;
    const unique = this.#context.callId(rawId);
    this.#callIds.set(rawId, unique);
    return unique;
  }

  #beginStop(): void {
    const text = this.#parts.openText;
    // Nothing is being told, or the newest sentence is whole.
    if (text === null || sentenceEnd(text, text.length) !== null) {
      this.ending = { type: 'stopped' };
      return;
    }
    this.#stopAt = text.length;
    this.#cancelTooLate = this.#context.clock.after(MAX_MS_AFTER_STOP, () => this.#tooLate.abort());
  }

  /** What a stop lets through of a text: all, or what ends the sentence. */
  #untilStop({ type, append }: { readonly type: 'text' | 'reasoning'; readonly append: string }): string {
    const stopAt = this.#stopAt;
    const open = this.#parts.openText ?? '';
    if (stopAt === null || type === 'reasoning') return append;
    const place = stopPlace(open + append, stopAt, MAX_CHARS_AFTER_STOP);
    if (place === null) return append;
    this.ending = { type: 'stopped' };
    return append.slice(0, Math.max(0, place - open.length));
  }
}

function modelErrorOf(error: unknown, logger: Logger): ModelError {
  if (ModelError.isInstance(error)) {
    const { code, status } = error;
    logger.log('warn', 'A model call failed.', { code, status, ...causeOf(error) });
    return error;
  }
  logger.log('error', 'A model adapter failed.', { cause: String(error) });
  return new ModelError('provider_error', 'The model could not be asked.', { retryable: true, cause: error });
}

/** What is logged of the cause: no address that was asked, with what it may have in it, and no key. */
function causeOf(error: ModelError): { readonly cause?: string } {
  switch (error.code) {
    // A refused key may be quoted in what the provider says of it.
    case 'provider_auth':
      return {};
    // These are the words of whoever made the connection, which name what was asked.
    case 'provider_unreachable':
    case 'stream_truncated':
      return { cause: namesOf(error.cause ?? error) };
    default:
      return { cause: error.cause instanceof Error ? error.cause.message : error.message };
  }
}
