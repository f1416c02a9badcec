import type { ModelDelta, ModelPort } from '@agent-chat/agents';

/** A model that says what a test has it say, when the test has it say so. */
export interface HeldModel extends ModelPort {
  /** What people had said when it was asked, newest last, step by step. */
  readonly asked: readonly string[][];
  /** The most steps that were under way at once. */
  readonly mostAtOnce: number;
  says(...deltas: ModelDelta[]): void;
}

export function heldModel(): HeldModel {
  const asked: string[][] = [];
  const deltas: ModelDelta[] = [];
  let wake = (): void => undefined;
  let running = 0;
  let mostAtOnce = 0;
  return {
    modelId: 'held',
    asked,
    get mostAtOnce() {
      return mostAtOnce;
    },
    says(...more) {
      deltas.push(...more);
      wake();
    },
    async *step({ messages, signal }) {
      asked.push(messages.flatMap((message) => (message.role === 'user' ? [message.text] : [])));
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      try {
        while (!signal.aborted) {
          const delta = deltas.shift();
          if (delta !== undefined) {
            yield delta;
            if (delta.type === 'finish') return;
            continue;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
        }
      } finally {
        running -= 1;
      }
    },
  };
}
