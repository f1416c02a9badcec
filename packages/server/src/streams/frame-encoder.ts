import { formatCursor, type Frame } from '@agent-chat/protocol';
import { encodeSseEvent } from '@agent-chat/protocol/wire';
import type { SharedMessage } from '../websocket/socket-peer.js';
import { piecesOf } from './pieces.js';

/**
 * Frames as they go over the wire. What many viewers get is the same frame for each, so it is written
 * as text and as bytes once: the ones marked as shared are kept for as long as the frame is.
 */
export interface FrameEncoder {
  /** An event of a stream. Its id is the cursor of a reader that has seen it, if it moves one. */
  sseText(frame: Frame): string;
  /** The same as bytes, in pieces, kept for the other viewers. */
  sharedSse(frame: Frame): readonly Uint8Array[];
  /** A JSON-RPC notification: the frame's kind is its method. */
  notification(subscriptionId: string, frame: Frame): string;
  /** The same, kept for the other viewers whose subscription has this id. */
  sharedNotification(subscriptionId: string, frame: Frame): SharedMessage;
}

interface Encoded {
  sse?: readonly Uint8Array[];
  readonly notifications: Map<string, SharedMessage>;
}

/** @param epoch of the store: half of every cursor */
export function createFrameEncoder(epoch: string): FrameEncoder {
  const encoded = new WeakMap<Frame, Encoded>();
  const utf8 = new TextEncoder();
  const keptOf = (frame: Frame): Encoded => {
    const known = encoded.get(frame);
    if (known !== undefined) return known;
    const kept: Encoded = { notifications: new Map() };
    encoded.set(frame, kept);
    return kept;
  };
  const sseText = (frame: Frame): string =>
    encodeSseEvent(frame.kind, jsonOf(frame), positionOf(frame) ?? cursorAfter(epoch, frame));

  return {
    sseText,
    sharedSse(frame) {
      const kept = keptOf(frame);
      kept.sse ??= piecesOf(utf8.encode(sseText(frame)));
      return kept.sse;
    },
    notification: notificationText,
    sharedNotification(subscriptionId, frame) {
      const { notifications } = keptOf(frame);
      const known = notifications.get(subscriptionId);
      if (known !== undefined) return known;
      const message = { text: notificationText(subscriptionId, frame) };
      notifications.set(subscriptionId, message);
      return message;
    },
  };
}

function notificationText(subscriptionId: string, frame: Frame): string {
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
      return frame.seq ?? frame.data.seq;
    case 'snapshot':
      return frame.data.atSeq;
    case 'omitted':
      return frame.data.toSeq;
    default:
      return null;
  }
}
