import type { DraftKind, Part } from '@agent-chat/protocol';
import type { RunnerPart } from '../../ports/agent-runner.js';
import { wholeText } from '../conversation/whole-text.js';

interface DraftedPart {
  readonly partId: string;
  readonly kind: Extract<DraftKind, 'text' | 'reasoning'>;
  text: string;
}

/**
 * The message that a runner is writing: gives each part its id as it begins, so that the logged
 * message has the ids that its drafts had.
 */
export class MessageDraft {
  readonly messageId: string;
  readonly #parts: DraftedPart[] = [];

  constructor(messageId: string) {
    this.messageId = messageId;
  }

  /** Appends to the newest part of `kind`, or begins the next part. Returns the part's id. */
  append(kind: DraftedPart['kind'], text: string): string {
    const newest = this.#parts.at(-1);
    if (newest?.kind === kind) {
      newest.text += text;
      return newest.partId;
    }
    const partId = partIdAt(this.#parts.length);
    this.#parts.push({ partId, kind, text });
    return partId;
  }

  /** The parts of the finished message: the nth text takes the id of the nth drafted text. */
  finish(parts: readonly RunnerPart[]): Part[] {
    const waiting = [...this.#parts];
    let unused = this.#parts.length;
    return parts.map((part): Part => {
      const at = waiting.findIndex((drafted) => drafted.kind === part.type);
      const drafted = at === -1 ? undefined : waiting.splice(at, 1)[0];
      const partId = drafted?.partId ?? partIdAt(unused++);
      return { ...part, partId };
    });
  }

  /** What was written so far, for a turn that ends without its message. */
  partsSoFar(): Part[] {
    return this.#parts
      .filter((part) => part.text !== '')
      .map(({ partId, kind, text }) => ({ type: kind, partId, text: wholeText(text) }));
  }
}

function partIdAt(index: number): string {
  return `p${index + 1}`;
}
