import type { RecordStore } from '@agent-chat/core';
import type { JsonValue } from '@agent-chat/protocol';

export type RecordPlace = readonly [tenant: string, collection: string, id: string];

/** Writes `next` where there still is `value`; `null`: where there is nothing. Whether it did. */
export function swapRecord(
  records: RecordStore,
  place: RecordPlace,
  value: JsonValue,
  next: JsonValue,
  keys: readonly string[] = [],
): Promise<boolean> {
  return value === null
    ? records.putIfAbsent(...place, next, keys)
    : records.replace(...place, value, next, keys);
}

/**
 * Changes one record by what `next` makes of it, whoever changes it at the same time, on whatever
 * node: `next` is then called again with what another one wrote. It gets `null` where there is no
 * record, and returns `null` to leave all as it is. What it throws is passed on.
 *
 * @param keysOf the keys of the record that is written. Default: none
 */
export async function changeRecord(
  records: RecordStore,
  place: RecordPlace,
  next: (value: JsonValue) => JsonValue,
  keysOf: (value: JsonValue) => readonly string[] = () => [],
): Promise<void> {
  for (;;) {
    const value = await records.get(...place);
    const changed = next(value);
    if (changed === null || (await swapRecord(records, place, value, changed, keysOf(changed)))) return;
  }
}
