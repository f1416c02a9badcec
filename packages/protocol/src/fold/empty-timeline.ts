import { PersistentList } from './persistent-list.js';
import { PersistentMap } from './persistent-map.js';
import { PersistentTable } from './persistent-table.js';
import type { Timeline } from './state.js';

export function emptyTimeline(): Timeline {
  return {
    entries: PersistentList.empty(),
    places: PersistentMap.empty(),
    clearedTurns: PersistentMap.empty(),
    children: PersistentMap.empty(),
    runs: PersistentTable.empty(),
    usage: PersistentMap.empty(),
    waiting: PersistentMap.empty(),
    traced: null,
    fromSeq: 1,
  };
}
