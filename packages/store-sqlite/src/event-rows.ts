import { crc32 } from 'node:zlib';
import type { StoredEvent } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { EventRow } from './event-statements.js';

export function checksumOf(json: string): number {
  return crc32(json);
}

/**
 * The events of a page, ascending, once they are known to be what was written: each text by its
 * checksum, and all of them without a gap, from `first` on.
 *
 * @throws AgentChatError `StoreDamaged`
 */
export function soundEvents(
  rows: readonly EventRow[],
  first: number = rows[0]?.seq ?? 0,
): readonly StoredEvent[] {
  return rows.map((row, index) => {
    if (row.seq !== first + index) throw damagedEvent(first + index);
    return soundEvent(row);
  });
}

/** @throws AgentChatError `StoreDamaged` */
export function soundEvent({ seq, json, crc }: EventRow): StoredEvent {
  if (checksumOf(json) !== crc) throw damagedEvent(seq);
  return { seq, json };
}

function damagedEvent(seq: number): AgentChatError {
  return new AgentChatError('StoreDamaged', `The stored event ${seq} is damaged or lost.`);
}
