import { type Frame, formatCursor, type MethodParams } from '@agent-chat/protocol';

/** Several connections, one after the other, as one subscription without a seam. */
export interface Rounds {
  /** Of the newest connection; empty before it. */
  readonly epoch: string;
  /** How far the log has been read; 0 until a connection has said so. */
  readonly seq: number;
  /** What the next connection asks for: all that was not there yet. */
  params(): MethodParams<'subscribe'>;
  /** What the reader gets in the place of `frame`. */
  take(frame: Frame): readonly Frame[];
}

/**
 * A further connection begins with `hello` and ends what it brings up to now with `caught_up`: by these
 * the reader knows which drafts it has sent again. Of who is there it has no word where nobody is: that
 * one is added here.
 */
export function createRounds(first: MethodParams<'subscribe'>): Rounds {
  let cursor = first.cursor;
  let epoch = '';
  let seq = 0;
  /** Who is there comes again with each connection, unless nobody is. */
  const people: Record<'presence' | 'typing', { isAny: boolean; isSentAgain: boolean }> = {
    presence: { isAny: false, isSentAgain: false },
    typing: { isAny: false, isSentAgain: false },
  };

  const reached = (reachedSeq: number): void => {
    seq = reachedSeq;
    cursor = formatCursor({ epoch, seq });
  };

  /** That nobody is there any more, where the newest connection did not say so. */
  const goneBy = (): Frame[] => {
    const kinds = (['presence', 'typing'] as const).filter(
      (kind) => people[kind].isAny && !people[kind].isSentAgain,
    );
    for (const kind of kinds) people[kind].isAny = false;
    return kinds.map((kind): Frame => ({ kind, data: { participantIds: [] } }));
  };

  return {
    get epoch() {
      return epoch;
    },
    get seq() {
      return seq;
    },
    params: () => (cursor === undefined ? first : { ...first, cursor }),
    take(frame) {
      switch (frame.kind) {
        case 'hello':
          epoch = frame.data.epoch;
          people.presence.isSentAgain = false;
          people.typing.isSentAgain = false;
          break;
        case 'event':
          reached(frame.data.seq);
          break;
        case 'omitted':
          reached(frame.data.toSeq);
          break;
        case 'snapshot':
          reached(frame.data.atSeq);
          break;
        case 'presence':
        case 'typing':
          people[frame.kind] = { isAny: frame.data.participantIds.length > 0, isSentAgain: true };
          break;
        case 'caught_up':
          reached(frame.data.seq);
          return [...goneBy(), frame];
        default:
      }
      return [frame];
    },
  };
}
