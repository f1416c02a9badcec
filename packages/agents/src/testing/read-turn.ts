import type { ConversationEvent, Frame } from '@agent-chat/protocol';

export interface ShownText {
  /** The message and the part. */
  readonly key: string;
  readonly text: string;
}

/** One turn as a reader sees it. */
export class ReadTurn {
  readonly events: ConversationEvent[] = [];
  /** What was drafted of each part. */
  readonly shown = new Map<string, string>();
  /** By a message, or cleared. */
  isClosed = false;
  readonly #turn: number;

  constructor(turn: number) {
    this.#turn = turn;
  }

  take(frame: Frame): void {
    if (frame.kind === 'draft' && frame.data.turn === this.#turn) {
      const { messageId, partId, offset, text } = frame.data;
      if (messageId === undefined) return;
      const key = keyOf(messageId, partId);
      this.shown.set(key, (this.shown.get(key) ?? '').slice(0, offset) + text);
    }
    if (frame.kind !== 'event') return;
    const { type, turn, finality, payload } = frame.data;
    if (type === 'turn_cleared') this.isClosed ||= (payload as { turn: number }).turn === this.#turn;
    if (turn !== this.#turn) return;
    this.events.push(frame.data);
    this.isClosed ||= finality !== 'none';
  }

  /** What the log says in texts. */
  get logged(): readonly ShownText[] {
    return this.events.filter(({ type }) => type === 'message').flatMap(textsOf);
  }
}

function textsOf({ payload }: ConversationEvent): readonly ShownText[] {
  const { messageId, parts } = payload as {
    messageId: string;
    parts: readonly { partId: string; text?: string }[];
  };
  return parts.flatMap(({ partId, text }) =>
    text === undefined ? [] : [{ key: keyOf(messageId, partId), text }],
  );
}

const keyOf = (messageId: string, partId = ''): string => `${messageId}/${partId}`;
