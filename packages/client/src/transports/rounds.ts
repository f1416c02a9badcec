import { type Draft, type Frame, formatCursor, type MethodParams } from '@agent-chat/protocol';

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

type Target = Pick<Draft, 'messageId' | 'toolCallId'>;

/**
 * A further connection begins with `hello` and sends each open draft again; a reader that takes it
 * for the same connection drops what it has, and learns here which drafts are gone.
 */
export function createRounds(first: MethodParams<'subscribe'>): Rounds {
  let cursor = first.cursor;
  let epoch = '';
  let seq = 0;
  const open = new Map<string, Target>();
  let sentAgain = new Set<string>();
  /** Who is there comes again with each connection, unless nobody is. */
  const people: Record<'presence' | 'typing', { isAny: boolean; isSentAgain: boolean }> = {
    presence: { isAny: false, isSentAgain: false },
    typing: { isAny: false, isSentAgain: false },
  };

  const reached = (reachedSeq: number): void => {
    seq = reachedSeq;
    cursor = formatCursor({ epoch, seq });
  };
  /** What was logged is no draft any more, and needs no word about its end. */
  const endDrafts = ({ messageId, toolCallId }: Target): void => {
    for (const [draftId, target] of open) {
      const isIt =
        messageId === undefined ? target.toolCallId === toolCallId : target.messageId === messageId;
      if (isIt) open.delete(draftId);
    }
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
          sentAgain = new Set();
          people.presence.isSentAgain = false;
          people.typing.isSentAgain = false;
          break;
        case 'event':
          reached(frame.data.seq);
          if (frame.data.type === 'message' || frame.data.type === 'tool_call') {
            endDrafts(frame.data.payload as Target);
          }
          break;
        case 'omitted':
          reached(frame.data.toSeq);
          break;
        case 'snapshot':
          reached(frame.data.atSeq);
          break;
        case 'draft':
          open.set(frame.data.draftId, frame.data);
          sentAgain.add(frame.data.draftId);
          break;
        case 'draft_dropped':
          open.delete(frame.data.draftId);
          break;
        case 'presence':
        case 'typing':
          people[frame.kind] = { isAny: frame.data.participantIds.length > 0, isSentAgain: true };
          break;
        case 'caught_up': {
          reached(frame.data.seq);
          const gone = [...open.keys()].filter((draftId) => !sentAgain.has(draftId));
          for (const draftId of gone) open.delete(draftId);
          const dropped = gone.map((draftId): Frame => ({ kind: 'draft_dropped', data: { draftId } }));
          return [...dropped, ...goneBy(), frame];
        }
        default:
      }
      return [frame];
    },
  };
}
