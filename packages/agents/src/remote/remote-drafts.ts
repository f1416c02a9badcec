import { AgentChatError, type MethodParams } from '@agent-chat/protocol';
import type { RemoteExecution } from './remote-execution.js';

type Target = Pick<MethodParams<'appendDraft'>, 'kind' | 'messageId' | 'partId' | 'toolCallId' | 'toolName'>;

/** How much may wait to be sent before the runner waits too. */
const MAX_UNSENT = 65_536;
const MAX_PIECE = 65_536;

interface Stream {
  readonly target: Target;
  text: string;
  sent: number;
  /** While a piece is on its way, what follows becomes one more. */
  sending: Promise<void> | null;
  isOver: boolean;
}

/** Sends what is being written, one piece of each draft at a time. A fault of it ends no turn. */
export class RemoteDrafts {
  readonly #execution: RemoteExecution;
  readonly #onError: (error: unknown) => void;
  readonly #streams = new Map<string, Stream>();

  constructor(execution: RemoteExecution, onError: (error: unknown) => void) {
    this.#execution = execution;
    this.#onError = onError;
  }

  async append(target: Target, text: string): Promise<void> {
    const key = target.toolCallId ?? `${target.messageId}/${target.partId}`;
    const stream = this.#streams.get(key) ?? { target, text: '', sent: 0, sending: null, isOver: false };
    this.#streams.set(key, stream);
    if (stream.isOver) return;
    stream.text += text;
    stream.sending ??= this.#send(stream);
    if (stream.text.length - stream.sent > MAX_UNSENT) await stream.sending;
  }

  /** What is to be logged now needs no more drafts: waits for the pieces that are on their way. */
  async finish(targetId: string): Promise<void> {
    for (const [key, stream] of this.#streams) {
      if (stream.target.messageId !== targetId && stream.target.toolCallId !== targetId) continue;
      stream.isOver = true;
      this.#streams.delete(key);
      await stream.sending;
    }
  }

  async #send(stream: Stream): Promise<void> {
    try {
      while (stream.sent < stream.text.length && !stream.isOver) await this.#sendPiece(stream);
    } catch (error) {
      stream.isOver = true;
      this.#onError(error);
    } finally {
      stream.sending = null;
    }
  }

  async #sendPiece(stream: Stream): Promise<void> {
    const { target, text, sent } = stream;
    const piece = text.slice(sent, sent + MAX_PIECE);
    try {
      const { length } = await this.#execution.ask('appendDraft', { ...target, offset: sent, text: piece });
      stream.sent = Math.max(sent + piece.length, Math.min(length, text.length));
    } catch (error) {
      // Another node of the server may have seen less of it.
      const expected = expectedBy(error);
      if (expected === null || expected >= sent) throw error;
      stream.sent = expected;
    }
  }
}

function expectedBy(error: unknown): number | null {
  if (!AgentChatError.isInstance(error) || error.code !== 'InvalidRequest') return null;
  const { expected } = (error.details ?? {}) as { expected?: unknown };
  return typeof expected === 'number' ? expected : null;
}
