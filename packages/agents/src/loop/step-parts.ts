import type { Clock, RunnerPart } from '@agent-chat/core';
import type { Citation } from '@agent-chat/protocol';

interface OpenPart {
  readonly kind: 'text' | 'reasoning';
  text: string;
  readonly beganMs: number;
  lastMs: number;
}

/** The reasoning and text of one model step as they are written. */
export class StepParts {
  readonly #clock: Clock;
  readonly #parts: OpenPart[] = [];
  readonly #citations = new Map<string, Citation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Appends, and returns what is to be shown of it: all, but the white space with which a part
   * begins, so that no part consists of nothing else.
   */
  append(kind: OpenPart['kind'], text: string): string {
    const now = this.#clock.now();
    const newest = this.#parts.at(-1);
    if (newest?.kind === kind) {
      newest.text += text;
      newest.lastMs = now;
      return text;
    }
    const shown = text.trimStart();
    if (shown !== '') this.#parts.push({ kind, text: shown, beganMs: now, lastMs: now });
    return shown;
  }

  cite(citations: readonly Citation[]): void {
    for (const citation of citations) this.#citations.set(citation.marker, citation);
  }

  /** The text part that is being written, or `null` when the newest part is another. */
  get openText(): string | null {
    const newest = this.#parts.at(-1);
    return newest?.kind === 'text' ? newest.text : null;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** The parts in the order in which they were written. Citations go with the last text. */
  finish(): RunnerPart[] {
    const citations = [...this.#citations.values()];
    const lastText = this.#parts.findLastIndex(({ kind }) => kind === 'text');
    return this.#parts.map(({ kind, text, beganMs, lastMs }, place): RunnerPart => {
      if (kind === 'reasoning') return { type: 'reasoning', text, durationMs: lastMs - beganMs };
      return place === lastText && citations.length > 0
        ? { type: 'text', text, citations }
        : { type: 'text', text };
    });
  }
}
