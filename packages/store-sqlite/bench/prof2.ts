import { recordLoad } from '@agent-chat/store-test-support';
import { createSqliteStore } from '../src/sqlite-store.js';
import { mkdtempSync } from 'node:fs';
const load = { method: process.argv[2] as 'sendMessage', writers: 1, conversations: 1, commands: 400 } as const;
const { beginning, rounds } = await recordLoad(load);
const store = await createSqliteStore({ folder: mkdtempSync('/tmp/perf/db-') });
for (const r of beginning) await store.events.append(r);
const all = rounds.flat(2);
for (let k = 0; k < 4; k++) {
  const part = all.slice(k * 3000, (k + 1) * 3000);
  const c = process.cpuUsage(); const t = performance.now();
  for (const r of part) await store.events.append(r);
  const d = process.cpuUsage(c);
  const T = (globalThis as any).T; if (T) { console.log('work', T.w*1000/T.n, 'commit', T.c*1000/T.n, T.n); T.w=T.c=T.n=0; }
  console.log('store', ((performance.now() - t) * 1000 / 3000).toFixed(1), 'wall', ((d.user + d.system) / 3000).toFixed(1), 'cpu');
}
await store.close();
