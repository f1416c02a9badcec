import { formatCursor, type Frame } from '@agent-chat/protocol';
import { encodeSseEvent } from '@agent-chat/protocol/wire';

/** An event of a stream. Its id is the cursor of a reader that has seen it, if it moves one. */
export function encodeSseFrame(epoch: string, frame: Frame): string {
  const seq = seqAfter(frame);
  const id = seq === null ? undefined : formatCursor({ epoch, seq });
  return encodeSseEvent(frame.kind, jsonOf(frame), id);
}

/** A JSON-RPC notification: the frame's kind is its method. */
export function encodeNotification(subscriptionId: string, frame: Frame): string {
  const id = JSON.stringify(subscriptionId);
  return `{"jsonrpc":"2.0","method":"${frame.kind}","params":{"subscriptionId":${id},"frame":${jsonOf(frame)}}}`;
}

/** Stored text goes out as it is. */
function jsonOf(frame: Frame): string {
  return frame.kind === 'event' && frame.json !== undefined ? frame.json : JSON.stringify(frame.data);
}

function seqAfter(frame: Frame): number | null {
  switch (frame.kind) {
    case 'event':
      return frame.data.seq;
    case 'snapshot':
      return frame.data.atSeq;
    case 'omitted':
      return frame.data.toSeq;
    default:
      return null;
  }
}
