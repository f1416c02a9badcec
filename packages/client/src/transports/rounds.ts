import { type Draft, type Frame, formatCursor, type MethodParams } from '@agent-chat/protocol';

/** Several connections, one after the other, as one subscription without a seam. */
export interface Rounds {
  /** Of the newest connection; empty before it. */
  readonly epoch: string;
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
  const open = new Map<string, Target>();
  let sentAgain = new Set<string>();

  const reached = (seq: number): void => {
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

  return {
    get epoch() {
      return epoch;
    },
    params: () => (cursor === undefined ? first : { ...first, cursor }),
    take(frame) {
      switch (frame.kind) {
        case 'hello':
          epoch = frame.data.epoch;
          sentAgain = new Set();
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
        case 'caught_up': {
          reached(frame.data.seq);
          const gone = [...open.keys()].filter((draftId) => !sentAgain.has(draftId));
          for (const draftId of gone) open.delete(draftId);
          return [...gone.map((draftId): Frame => ({ kind: 'draft_dropped', data: { draftId } })), frame];
        }
        default:
      }
      return [frame];
    },
  };
}
