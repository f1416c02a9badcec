import { formatCursor, type Frame } from '@agent-chat/protocol';
import { encodeSseEvent } from '@agent-chat/protocol/wire';

/** An event of a stream. Its id is the cursor of a reader that has seen it, if it moves one. */
export function encodeSseFrame(epoch: string, frame: Frame): string {
  return encodeSseEvent(frame.kind, jsonOf(frame), positionOf(frame) ?? cursorAfter(epoch, frame));
}

/** A JSON-RPC notification: the frame's kind is its method. */
export function encodeNotification(subscriptionId: string, frame: Frame): string {
  const id = JSON.stringify(subscriptionId);
  const position = frame.kind === 'event' ? positionOf(frame) : undefined;
  const at = position === undefined ? '' : `,"position":${JSON.stringify(position)}`;
  return `{"jsonrpc":"2.0","method":"${frame.kind}","params":{"subscriptionId":${id},"frame":${jsonOf(frame)}${at}}}`;
}

/** Stored text goes out as it is. */
function jsonOf(frame: Frame): string {
  return frame.kind === 'event' && frame.json !== undefined ? frame.json : JSON.stringify(frame.data);
}

/** Where a reader of all conversations stands that has seen the frame. */
function positionOf(frame: Frame): string | undefined {
  if (frame.kind === 'position') return frame.data.position;
  return frame.kind === 'event' ? frame.position : undefined;
}

function cursorAfter(epoch: string, frame: Frame): string | undefined {
  const seq = seqAfter(frame);
  return seq === null ? undefined : formatCursor({ epoch, seq });
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
