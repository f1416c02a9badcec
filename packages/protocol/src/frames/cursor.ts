import { AgentChatError } from '../values/errors.js';

/** Where a reader of one conversation stands: an epoch of the store and the last `seq` applied. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

const EPOCH = /^[0-9A-Za-z]{1,64}$/;
const SEQ = /^(0|[1-9][0-9]{0,15})$/;

/** `<epoch>-<seq>`: the wire form, and the SSE id of an event. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}-${cursor.seq}`;
}

/**
 * The cursor that `text` stands for: `<epoch>-<seq>`, or a bare seq of `currentEpoch`.
 * @throws AgentChatError `InvalidCursor`
 */
export function parseCursor(text: string, currentEpoch: string): Cursor {
  const dash = text.indexOf('-');
  const epoch = dash === -1 ? currentEpoch : text.slice(0, dash);
  const digits = text.slice(dash + 1);
  const seq = Number(digits);
  if (!EPOCH.test(epoch) || !SEQ.test(digits) || !Number.isSafeInteger(seq)) {
    throw new AgentChatError('InvalidCursor', 'A cursor is "<epoch>-<seq>" or a bare seq.');
  }
  return { epoch, seq };
}
